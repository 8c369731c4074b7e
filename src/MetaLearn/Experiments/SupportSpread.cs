using MetaLearn.Episodes;

namespace MetaLearn.Experiments;

/// <summary>How hard an episode is before anything is learned: how widely its support labels spread.</summary>
internal static class SupportSpread
{
    /// <summary>The variance of all numbers among the support labels: at least 0.</summary>
    public static double Of(Episode episode)
    {
        ArgumentNullException.ThrowIfNull(episode);
        var (mean, sum) = (0.0, 0.0);
        foreach (var y in episode.Support.Y.Span) mean += y;
        mean /= episode.Support.Y.Length;
        foreach (var y in episode.Support.Y.Span) sum += (y - mean) * (y - mean);
        return sum / episode.Support.Y.Length;
    }
}
