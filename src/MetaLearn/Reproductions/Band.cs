using MetaLearn.Training;

namespace MetaLearn.Reproductions;

/// <summary>What a measured figure must satisfy to count as reproduced.</summary>
/// <param name="Rule">In words, for the table.</param>
/// <param name="Holds">The decision, for our figure and the published one. Comparisons are written so that NaN fails.</param>
internal sealed record Band(string Rule, Func<Estimate, double?, bool> Holds)
{
    /// <summary>
    /// For the method that is claimed to be good: as good as published, or better. The published figure is a mean over episodes like ours, so
    /// ours may lie above it by the half width of its own interval.
    /// </summary>
    public static Band AtMostPaper { get; } = new("ours − interval ≤ paper", (ours, paper) => ours.Mean - ours.Interval <= paper);

    /// <summary>The same of accuracies, where more is better.</summary>
    public static Band AtLeastPaper { get; } = new("ours + interval ≥ paper", (ours, paper) => ours.Mean + ours.Interval >= paper);

    /// <summary>
    /// For baselines, which must be neither worse nor better than published. Paper and we average over different episodes, with about
    /// the same interval i: their difference has a 95% interval of √2·i from the episodes alone. The rest of 2·i is left for the seed of training.
    /// </summary>
    public static Band NearPaper { get; } = new("|ours − paper| ≤ 2 intervals", (ours, paper) => Math.Abs(ours.Mean - paper ?? double.NaN) <= 2 * ours.Interval);

    /// <summary>
    /// For figures known by calculation: within two of the 95% intervals, which a right program leaves once in ten thousand seeds.
    /// </summary>
    public static Band Near(double value)
        => new($"|ours − {Text(value)}| ≤ 2 intervals", (ours, _) => Math.Abs(ours.Mean - value) <= 2 * ours.Interval);

    /// <summary>For claims of the form "better than": with 95% confidence.</summary>
    public static Band Below(double value) => new($"ours + interval ≤ {Text(value)}", (ours, _) => ours.Mean + ours.Interval <= value);

    private static string Text(double value) => value.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture);
}
