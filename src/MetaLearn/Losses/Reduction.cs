namespace MetaLearn.Losses;

/// <summary>
/// How a loss over rows becomes one number. It scales the gradient and so the meaning of an inner learning rate: MAML's published code
/// steps along the sum of its cross-entropies divided by the shots, which is <em>ways</em> times their mean, so its α = 0.4 (5-way Omniglot)
/// is α = 2.0 with <see cref="Mean"/>.
/// </summary>
public enum Reduction
{
    /// <summary>Divided by what is summed: the default, as PyTorch's.</summary>
    Mean,

    /// <summary>Added up; divide it by the shots for MAML's published inner loss.</summary>
    Sum,
}
