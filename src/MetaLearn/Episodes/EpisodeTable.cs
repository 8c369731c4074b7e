using System.Collections;
using System.Collections.Immutable;

namespace MetaLearn.Episodes;

/// <summary>
/// A table of numbers and texts whose rows fall into groups, one group a problem. Steps from a file to episodes: <see cref="CsvTable.Read(string, TableColumns, string, long?)"/>,
/// <see cref="WithAtLeast"/>, an <see cref="EpisodeSplit"/> and <see cref="Only"/>, <see cref="TableEncoding.Learn"/> on the training part,
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

    /// <summary>Of each column of text, by name: its different texts, in order of their first row. A cell of it is its text's place here.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Texts { get; init; } = ImmutableDictionary<string, IReadOnlyList<string>>.Empty;

    /// <summary>What the user should know of it, one sentence each: groups left out because they are short.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Whether all rows are held in memory, rather than read from the file when they are needed.</summary>
    public bool IsInMemory => Groups.All(group => group.Store.IsInMemory);

    /// <summary>Bytes that rows, index and cache take now.</summary>
    public long Bytes => Groups.Select(group => group.Store).Distinct().Sum(store => store.Bytes) + Groups.Sum(group => (long)sizeof(int) * group.Rows);

    /// <summary>
    /// Leaves out groups that are too short for an episode: one needs <paramref name="shots"/> support rows and a query row. Says which in <see cref="Warnings"/>.
    /// </summary>
    /// <param name="shots">Support rows K, at least 1.</param>
    /// <exception cref="DataException">Fewer than two groups are left.</exception>
    public EpisodeTable WithAtLeast(int shots)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shots);
        // A row more than the support set needs: where support rows are apart, each group has a query row anyway.
        var apart = Groups.Any(group => group.SupportRows is not null);
        var warning = ShortEpisodes.Check(Source, [.. Groups.Select(group => (group.Name, group.SupportRows ?? group.Rows))],
            apart ? shots : shots + 1, apart ? "support rows" : $"rows ({shots} to adapt on and 1 to predict)");
        return warning is null ? this : this with { Groups = [.. Groups.Where(group => IsLongEnough(group, shots))], Warnings = [.. Warnings, warning] };
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

    internal static bool IsLongEnough(EpisodeGroup group, int shots) => group.SupportRows is { } support ? support >= shots && group.Rows > support : group.Rows > shots;

    /// <summary>Visits the rows of all groups in the order of the file (of groups made in memory: in theirs), the same each time. The row's place comes with it.</summary>
    internal void ForEachRow(RowVisitor visit)
    {
        foreach (var groups in Groups.GroupBy(group => group.Store))
        {
            var wanted = new BitArray(groups.Key.Count);
            foreach (var group in groups)
                foreach (var number in group.Numbers) wanted[number] = true;
            groups.Key.Scan(wanted, visit);
        }
    }
}
