namespace MetaLearn.Proofs;

/// <summary>Splits share no group and no episode.</summary>
internal static class SplitChecks
{
    public static AuditCheck Groups(IReadOnlyList<AuditedEpisodes> splits)
    {
        const string name = "groups";
        if (!splits.Any(split => split.HasNames)) return AuditCheck.NotApplicable(name, "episodes have no names: each is a problem of its own");
        var splitOf = new Dictionary<string, AuditedEpisodes>();
        string? finding = null;
        foreach (var split in splits)
            foreach (var group in Enumerable.Range(0, split.Count).SelectMany(split.GroupsOf).Distinct())
                if (!splitOf.TryAdd(group, split) && splitOf[group] != split)
                    finding ??= $"'{group}' is in {splitOf[group].Split.Name} and in {split.Split.Name}; a group must be in one split only";
        return new(name, $"{EpisodeAudit.Count(splitOf.Count, "group")} in {EpisodeAudit.Count(splits.Sum(split => split.Count), "episode")} of {EpisodeAudit.Count(splits.Count, "split")}", finding);
    }

    /// <summary>No episode stands in two splits, also under another name: all its rows in one group of another split.</summary>
    public static AuditCheck Contents(IReadOnlyList<AuditedEpisodes> splits)
    {
        var (rows, finding) = (0L, (string?)null);
        var groupsOf = new Dictionary<UInt128, HashSet<(AuditedEpisodes Split, string Group)>>();
        foreach (var split in splits)
        {
            for (var i = 0; i < split.Count && finding is null; i++)
                if (Elsewhere(split, i, groupsOf) is { } other)
                    finding = $"every row of {split.Called(i)} is also in {other.Split.Split.Name}{(other.Group.Length > 0 ? $", in '{other.Group}'" : "")}";
            for (var i = 0; i < split.Count; i++)
            {
                rows += split.Support[i].Length + split.Query[i].Length;
                foreach (var row in RowsOf(split, i))
                {
                    if (!groupsOf.TryGetValue(row, out var groups)) groupsOf.Add(row, groups = []);
                    groups.Add((split, split.GroupsOf(i).FirstOrDefault("")));
                }
            }
        }
        return new("contents", $"{EpisodeAudit.Count(rows, "row")}, by their contents: no episode's rows all stand in another split", finding);
    }

    private static IEnumerable<UInt128> RowsOf(AuditedEpisodes split, int episode) => split.Support[episode].Concat(split.Query[episode]).Distinct();

    private static (AuditedEpisodes Split, string Group)? Elsewhere(
        AuditedEpisodes split, int episode, Dictionary<UInt128, HashSet<(AuditedEpisodes Split, string Group)>> groupsOf)
    {
        var rows = RowsOf(split, episode).ToList();
        // A table of few different rows has the same ones everywhere: that says nothing.
        if (rows.Count < 3 || 2 * rows.Count < split.Support[episode].Length + split.Query[episode].Length) return null;
        HashSet<(AuditedEpisodes Split, string Group)>? common = null;
        foreach (var row in rows)
        {
            if (!groupsOf.TryGetValue(row, out var groups)) return null;
            if (common is null) common = [.. groups];
            else common.IntersectWith(groups);
            if (common.Count == 0) return null;
        }
        return common!.First(); // There are rows.
    }
}
