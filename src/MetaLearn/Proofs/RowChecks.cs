using MetaLearn.Episodes;

namespace MetaLearn.Proofs;

/// <summary>No row is in the support and the query set of one episode, and none to be adapted on comes after what is to be predicted.</summary>
internal static class RowChecks
{
    // Of random points of a continuum a pair in some millions is equal by chance.
    private const double ChanceOfEqualPoints = 1e-7;

    public static AuditCheck Shared(IReadOnlyList<AuditedEpisodes> splits)
    {
        var (episodes, byOrigin, sharing, alike, first) = (0L, 0L, 0L, 0L, (string?)null);
        var expected = 0.0;
        foreach (var split in splits)
            for (var i = 0; i < split.Count; i++)
            {
                episodes++;
                var place = EqualRow(split, i);
                if (split.Origins[i] is { } origin)
                {
                    byOrigin++;
                    if (place is not null && Overlap(origin) is null) alike++;
                    if (Overlap(origin) is not { } shared) continue;
                    (sharing, first) = (sharing + 1, first ?? $"{split.Called(i)}: support row {shared.Support} and query row {shared.Query} are {(origin.IsInTime ? "of overlapping times" : "one row")} of '{shared.Row.Group}' ({Place(shared.Row)})");
                }
                else
                {
                    if (split.Split.Source is FunctionEpisodes) expected += ChanceOfEqualPoints * split.Support[i].Length * split.Query[i].Length;
                    if (place is { } equal)
                        (sharing, first) = (sharing + 1, first ?? $"{split.Called(i)}: support row {equal.Support} and query row {equal.Query} have the same contents");
                }
            }
        var looked = $"{EpisodeAudit.Count(episodes, "episode")}, {(byOrigin == episodes ? "by the place of their rows in the data" : byOrigin == 0 ? "by the contents of their rows" : "by place where it is known, else by contents")}"
            + (alike > 0 ? $"; {alike} of them hold equal rows from different places" : "");
        var finding = sharing > expected + 6 * Math.Sqrt(expected) ? $"{first}; {EpisodeAudit.Count(sharing, "episode")} of {episodes:N0} are so" : null;
        return new("rows", looked, finding);
    }

    public static AuditCheck InTime(IReadOnlyList<AuditedEpisodes> splits)
    {
        const string name = "time";
        var (episodes, finding) = (0L, (string?)null);
        foreach (var split in splits)
            for (var i = 0; i < split.Count; i++)
            {
                if (split.Origins[i] is not { IsInTime: true } origin) continue;
                episodes++;
                var (last, firstQuery) = (origin.Support.Max(row => row.End), origin.Query.Min(row => row.First));
                if (last > firstQuery)
                    finding ??= $"{split.Called(i)}: a support target ends at time {last - 1}, and the query is to predict from time {firstQuery} on";
            }
        return episodes == 0
            ? AuditCheck.NotApplicable(name, "rows have no order in time")
            : new(name, $"{EpisodeAudit.Count(episodes, "episode")}: every support target ends before the first query target", finding);
    }

    private static string Place(RowOrigin row) => row.Count == 1 ? $"its row {row.First}" : $"times {row.First} to {row.End - 1}";

    private static (int Support, int Query, RowOrigin Row)? Overlap(EpisodeOrigin origin)
    {
        for (var s = 0; s < origin.Support.Count; s++)
            for (var q = 0; q < origin.Query.Count; q++)
            {
                var (support, query) = (origin.Support[s], origin.Query[q]);
                if (support.Group == query.Group && support.First < query.End && query.First < support.End) return (s, q, query);
            }
        return null;
    }

    private static (int Support, int Query)? EqualRow(AuditedEpisodes split, int episode)
    {
        for (var s = 0; s < split.Support[episode].Length; s++)
            if (Array.IndexOf(split.Query[episode], split.Support[episode][s]) is >= 0 and var q) return (s, q);
        return null;
    }
}
