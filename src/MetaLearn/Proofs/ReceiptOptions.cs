namespace MetaLearn.Proofs;

/// <summary>How thoroughly a <see cref="GradientReceipt"/> looks.</summary>
public sealed record ReceiptOptions
{
    /// <summary>Episodes whose mean meta-gradient is checked: at least 1; 4 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Episodes { get; init => field = Require.Positive(value); } = 4;

    /// <summary>
    /// Whether there is a random direction within each parameter array, so that an error is laid at an array's door; otherwise there is one through all
    /// arrays together, which costs less. True by default.
    /// </summary>
    public bool EachArray { get; init; } = true;

    /// <summary>Whether a learner that drops derivatives is compared with the exact gradient, which has to be compiled too; true by default.</summary>
    public bool WithGap { get; init; } = true;

    /// <summary>The largest relative error that passes: positive and finite; 1e-4 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive or not finite.</exception>
    public double Tolerance { get; init => field = Require.Positive(value); } = 1e-4;

    /// <summary>Seed of the episodes; 0 by default.</summary>
    public ulong Seed { get; init; }

    /// <summary>Iteration at which the learner's schedules are taken: at least 0; 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public long Iteration { get; init => field = Require.NotNegative(value); }

    /// <summary>What the start of every training prints: one episode, one direction, no comparison.</summary>
    public static ReceiptOptions Short { get; } = new() { Episodes = 1, EachArray = false, WithGap = false };
}
