namespace MetaLearn.Proofs;

/// <summary>Where a row stands says nothing of its class, and where an episode has several groups no group always has the same class.</summary>
internal static class LabelCheck
{
    private const int FewestEpisodes = 20, FewestAppearances = 10;

    // Standard deviations: by chance once in some millions, for every place and class that is looked at.
    private const double TooFar = 5.5;

    public static AuditCheck Of(IReadOnlyList<AuditedEpisodes> splits)
    {
        const string name = "labels";
        var classified = splits.Where(split => split.Labels is not null && split.Count >= FewestEpisodes).ToList();
        if (classified.Count == 0)
            return AuditCheck.NotApplicable(name, splits.Any(split => split.Labels is not null) ? $"fewer than {FewestEpisodes} episodes of classes" : "targets are numbers, not classes");
        var finding = classified.Select(split => ByGroup(split) ?? ByPlace(split)).FirstOrDefault(found => found is not null);
        var rows = classified.Sum(split => split.Labels!.Sum(episode => (long)episode.Length)); // Those without labels were left out.
        return new(name, $"the classes of {EpisodeAudit.Count(rows, "row")} by their place in the episode", finding);
    }

    // Places are the same only in episodes of one shape.
    private static string? ByPlace(AuditedEpisodes split) => Enumerable.Range(0, split.Count).GroupBy(i => (Support: split.Support[i].Length, Query: split.Query[i].Length))
        .Where(shape => shape.Count() >= FewestEpisodes)
        .Select(shape => ByPlace(split, [.. shape.Select(i => split.Labels![i])], shape.Key.Support)).FirstOrDefault(found => found is not null); // Asked for classified splits only.

    private static string? ByPlace(AuditedEpisodes split, int[][] labels, int supports)
    {
        var (count, places) = (labels.Length, labels[0].Length);
        foreach (var label in labels.SelectMany(episode => episode).Distinct().Order())
        {
            var overall = labels.Sum(episode => episode.Count(one => one == label)) / ((double)count * places);
            if (overall == 1) return $"every row of {split.Split.Name} is of class {label}";
            for (var place = 0; place < places; place++)
            {
                var here = labels.Count(episode => episode[place] == label) / (double)count;
                // With few episodes of few classes even "always" is not so far: a place that never changes is told by its own chance.
                var always = here == 1 && Math.Pow(overall, count) < 1e-6;
                if (always || count * Divergence(here, overall) > TooFar * TooFar / 2)
                    return $"{(place < supports ? $"support row {place}" : $"query row {place - supports}")} is of class {label} in {here:P0} of {split.Split.Name} episodes, where {overall:P0} of all rows are: labels are not shuffled";
            }
        }
        return null;
    }

    // Chernoff's bound on the tail of a binomial is e to the −n times this. Near the mean that is the square of the standard deviations over 2; far from it, with many classes and few
    // episodes, the tail is longer than a normal one's.
    private static double Divergence(double here, double overall)
    {
        static double Part(double found, double expected) => found == 0 ? 0 : found * Math.Log(found / expected);
        return Part(here, overall) + Part(1 - here, 1 - overall);
    }

    private static string? ByGroup(AuditedEpisodes split)
    {
        var labelOf = new Dictionary<string, (int Label, int Appearances, bool IsFixed)>();
        for (var i = 0; i < split.Count; i++)
        {
            if (split.Origins[i] is not { } origin || split.GroupsOf(i).Take(2).Count() < 2) continue;
            foreach (var (row, label) in origin.Support.Concat(origin.Query).Zip(split.Labels![i]).DistinctBy(pair => pair.First.Group)) // Classified.
            {
                var known = labelOf.GetValueOrDefault(row.Group, (label, 0, true));
                labelOf[row.Group] = (label, known.Item2 + 1, known.Item3 && known.Item1 == label);
            }
        }
        var often = labelOf.Where(pair => pair.Value.Appearances >= FewestAppearances).ToList();
        return often.Count > 1 && often.Find(pair => pair.Value.IsFixed) is { Key: { } group } found
            ? $"'{group}' is class {found.Value.Label} in all {found.Value.Appearances} episodes of {split.Split.Name} that have it: labels are not shuffled, so they can be learned by heart"
            : null;
    }
}
