using MetaLearn.Autodiff;

namespace MetaLearn.Episodes;

/// <summary>
/// Where a uniform draw falls: [<see cref="Low"/>, <see cref="High"/>), or always <see cref="Low"/> when both are equal. The default value is [0, 0].
/// </summary>
public readonly record struct Bounds
{
    /// <summary>Makes bounds from finite numbers.</summary>
    /// <param name="low">At most <paramref name="high"/>.</param>
    /// <param name="high">At least <paramref name="low"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound is not finite, or they are in the wrong order.</exception>
    public Bounds(double low, double high)
    {
        if (!double.IsFinite(low)) throw new ArgumentOutOfRangeException(nameof(low), low, "Must be finite.");
        if (!double.IsFinite(high) || high < low) throw new ArgumentOutOfRangeException(nameof(high), high, $"Must be finite and at least {low}.");
        (Low, High) = (low, high);
    }

    /// <summary>The smallest value drawn.</summary>
    public double Low { get; }

    /// <summary>The bound that is not reached (up to rounding to <see cref="float"/>).</summary>
    public double High { get; }

    /// <summary>Half-way between both.</summary>
    public double Middle => Low + (High - Low) / 2;

    /// <summary>Bounds around one value: what would be drawn is fixed.</summary>
    public static Bounds Fixed(double value) => new(value, value);

    /// <summary>The bounds in brackets.</summary>
    public override string ToString() => $"[{Low}, {High}]";

    internal float Draw(RandomStream random) => (float)random.Uniform(Low, High);
}
