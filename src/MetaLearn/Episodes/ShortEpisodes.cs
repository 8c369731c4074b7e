namespace MetaLearn.Episodes;

/// <summary>What is said of groups and series that are too short for an episode.</summary>
internal static class ShortEpisodes
{
    private const int Listed = 10;

    /// <summary>A warning that names the short ones; null when there are none.</summary>
    /// <exception cref="DataException">Fewer than two are long enough.</exception>
    public static string? Check(string source, IReadOnlyList<(string Name, int Length)> episodes, int needed, string unit)
    {
        var small = episodes.Where(episode => episode.Length < needed).ToList();
        var usable = episodes.Count - small.Count;
        var list = string.Join(", ", small.Take(Listed).Select(episode => $"'{episode.Name}' has {episode.Length}"))
            + (small.Count > Listed ? $", and {small.Count - Listed} more" : "");
        if (usable < 2)
        {
            throw new DataException(source, null,
                $"Only {usable} of {episodes.Count} episodes {(usable == 1 ? "has" : "have")} at least {needed} {unit}; at least 2 are needed{(list.Length > 0 ? $" ({list})" : "")}.");
        }
        return small.Count == 0 ? null : $"{source}: {small.Count} of {episodes.Count} episodes left out for having fewer than {needed} {unit}: {list}.";
    }
}
