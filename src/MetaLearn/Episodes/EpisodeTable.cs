namespace MetaLearn.Episodes;

/// <summary>
/// A table of numbers whose rows fall into groups, one group a problem. Steps from a file to episodes: <see cref="CsvTable.Read"/>,
/// <see cref="WithAtLeast"/>, an <see cref="EpisodeSplit"/> and <see cref="Only"/>, <see cref="Scaling.Learn"/> on the training part,
/// <see cref="TabularEpisodes"/>.
/// </summary>
public sealed record EpisodeTable
{
    /// <summary>Where it comes from, for messages: a file's path.</summary>
    public required string Source { get; init; }

    /// <summary>Names of the feature columns, at least one.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>Names of the target columns, at least one.</summary>
    public required IReadOnlyList<string> Targets { get; init; }

    /// <summary>The groups, in order of their first row in the file.</summary>
    public required IReadOnlyList<EpisodeGroup> Groups { get; init; }

    /// <summary>What the user should know of it, one sentence each: groups left out because they are short.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Leaves out groups that are too short for an episode: one needs <paramref name="shots"/> support rows and a query row. Says which in <see cref="Warnings"/>.</summary>
    /// <param name="shots">Support rows K, at least 1.</param>
    /// <exception cref="DataException">Fewer than two groups are left.</exception>
    public EpisodeTable WithAtLeast(int shots)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shots);
        var warning = ShortEpisodes.Check(Source, [.. Groups.Select(group => (group.Name, group.Rows))], shots + 1, $"rows ({shots} to adapt on and 1 to predict)");
        return warning is null ? this : this with { Groups = [.. Groups.Where(group => group.Rows > shots)], Warnings = [.. Warnings, warning] };
    }

    /// <summary>The groups with these names only, in the order they have here.</summary>
    /// <param name="names">Each the name of a group.</param>
    /// <exception cref="ArgumentException">A name is no group's.</exception>
    public EpisodeTable Only(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var wanted = names.ToHashSet();
        var groups = Groups.Where(group => wanted.Remove(group.Name)).ToList();
        if (wanted.Count > 0) throw new ArgumentException($"'{wanted.First()}' is none of the {Groups.Count} groups.", nameof(names));
        return this with { Groups = groups };
    }
}
