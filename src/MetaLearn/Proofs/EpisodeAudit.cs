using MetaLearn.Episodes;

namespace MetaLearn.Proofs;

/// <summary>
/// Draws episodes of every split and looks for what silently spoils results: a group in two splits, a row that is both adapted on and judged on,
/// labels that stand in fixed places, episodes that two threads repeat, a scaling learned on other rows than the meta-training ones, a future that is known.
/// </summary>
public static class EpisodeAudit
{
    /// <summary>Looks.</summary>
    /// <param name="splits">Meta-training first, then the others; at least one, all of one shape.</param>
    /// <param name="episodes">Drawn of each split: at least 1; 1000 by default.</param>
    /// <param name="used">The scaling that the episodes have; null where there is none.</param>
    /// <param name="learn">Learns the scaling again from the meta-training rows; needed beside <paramref name="used"/>.</param>
    /// <exception cref="ArgumentException">There is no split.</exception>
    public static AuditReport Run(IReadOnlyList<AuditSplit> splits, int episodes = 1000, Scaling? used = null, Func<Scaling>? learn = null)
    {
        ArgumentNullException.ThrowIfNull(splits);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(episodes);
        if (splits.Count == 0) throw new ArgumentException("There is no split to audit.", nameof(splits));
        var drawn = splits.Select(split => AuditedEpisodes.Draw(split, episodes)).ToList();
        return new([SplitChecks.Groups(drawn), SplitChecks.Contents(drawn), RowChecks.Shared(drawn), LabelCheck.Of(drawn), ThreadCheck.Of(drawn), ScalingCheck.Of(used, learn), RowChecks.InTime(drawn)]);
    }

    /// <summary>A number with its noun: <c>1 episode</c>, <c>1,000 episodes</c>.</summary>
    internal static string Count(long number, string noun) => number == 1 ? $"1 {noun}" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{number:N0} {noun}s");
}
