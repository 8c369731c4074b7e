namespace MetaLearn.Episodes;

/// <summary>Where one row of an episode was read.</summary>
/// <param name="Group">Name of the group or series.</param>
/// <param name="First">The row's number in its group; of a series, the time of the first value that is to be predicted.</param>
/// <param name="Count">How many rows, or values to be predicted, from there on: at least 1.</param>
public readonly record struct RowOrigin(string Group, long First, int Count = 1)
{
    /// <summary>One past the last row or value.</summary>
    public long End => First + Count;
}

/// <summary>Where an episode's rows were read, in the order of the rows.</summary>
/// <param name="Support">One for each support row.</param>
/// <param name="Query">One for each query row.</param>
public sealed record EpisodeOrigin(IReadOnlyList<RowOrigin> Support, IReadOnlyList<RowOrigin> Query)
{
    /// <summary>Whether rows are in order of time, so that adapting must not see what is to be predicted; false by default.</summary>
    public bool IsInTime { get; init; }

    /// <summary>How many different episodes the source can draw where it drew this one; infinite by default.</summary>
    public double Draws { get; init; } = double.PositiveInfinity;
}
