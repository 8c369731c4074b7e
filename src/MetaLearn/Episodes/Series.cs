namespace MetaLearn.Episodes;

/// <summary>One series of numbers at equal steps of time, oldest first, in its own units.</summary>
/// <param name="Name">What the file calls it.</param>
/// <param name="Values">Finite, at least one.</param>
public sealed record Series(string Name, ReadOnlyMemory<double> Values)
{
    /// <summary>What the series is for, where a column says so; null where none does.</summary>
    public EpisodePart? Part { get; init; }
}
