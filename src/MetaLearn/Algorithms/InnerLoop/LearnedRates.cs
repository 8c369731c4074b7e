namespace MetaLearn.Algorithms;

/// <summary>Which of the inner loop's learning rates the outer loop learns. A learned rate may become negative.</summary>
public enum LearnedRates
{
    /// <summary>None: α is a number.</summary>
    None,

    /// <summary>One for each array that adapts.</summary>
    PerTensor,

    /// <summary>One for each array that adapts and each inner step (MAML++); further steps than trained for repeat the last one's.</summary>
    PerStep,

    /// <summary>One for each element of each array that adapts (Meta-SGD).</summary>
    PerElement,
}
