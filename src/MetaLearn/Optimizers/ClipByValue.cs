using MetaLearn.Autodiff;

namespace MetaLearn.Optimizers;

/// <summary>
/// Every element of every gradient cut to [−maximum, maximum], as PyTorch's <c>clip_grad_value_</c>: what MAML's published code does to its
/// MiniImagenet meta-gradients, with 10 on a loss that is summed over the queries and divided by the shots.
/// </summary>
/// <param name="Maximum">The largest magnitude let through: positive and finite.</param>
public sealed record ClipByValue(double Maximum) : GradientTransformation
{
    /// <summary>The largest magnitude let through: positive and finite.</summary>
    public double Maximum { get; init => field = Require.Positive(value); } = Require.Positive(Maximum);

    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Apply(IReadOnlyList<Expression> parameters, IReadOnlyList<Expression> gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        return [.. gradients.Select(gradient => Functions.Minimum(Functions.Maximum(gradient, -Maximum), Maximum))];
    }
}
