namespace MetaLearn.Images;

/// <summary>How N-way K-shot episodes are drawn. Defaults: 5-way 1-shot with 15 queries a class.</summary>
public sealed record ImageEpisodeOptions
{
    /// <summary>Classes N of an episode: at least 2; 5 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 2.</exception>
    public int Ways
    {
        get;
        init => field = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(Ways), value, "Must be at least 2.");
    } = 5;

    /// <summary>Support pictures K a class: at least 1; 1 by default. With <see cref="ImbalancedShots"/> the mean over the classes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Shots { get; init => field = Require.Positive(value); } = 1;

    /// <summary>Query pictures a class: at least 1; 15 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Queries { get; init => field = Require.Positive(value); } = 15;

    /// <summary>What quarter turns are used for; nothing by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not one of the enumeration.</exception>
    public ImageRotations Rotations { get; init => field = Require.Defined(value); }

    /// <summary>
    /// Whether the N·K support pictures are parted unevenly: each class has at least one, and every way to part them is equally likely, save those that ask a class for more
    /// pictures than it has beside its queries. False by default: K each.
    /// </summary>
    public bool ImbalancedShots { get; init; }
}
