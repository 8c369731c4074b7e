namespace MetaLearn.Reproductions;

/// <summary>One number beside the published one.</summary>
/// <param name="Row">Name of the method and setting.</param>
/// <param name="Metric">What is measured, such as <c>5-shot error after 1 step</c>; errors are mean squared errors on query points.</param>
/// <param name="Paper">The published figure; null where none was published.</param>
/// <param name="Ours">The figure measured; NaN or infinite where adapting diverged in single precision.</param>
/// <param name="Interval">Half width of its 95% interval over evaluation episodes; NaN for what was measured once, such as bytes.</param>
/// <param name="Episodes">Evaluation episodes it is a statistic of.</param>
/// <param name="Seed">Of training; the evaluation episodes are the same for every seed.</param>
/// <param name="Band">The rule that decides <paramref name="Pass"/>; null where there is none.</param>
/// <param name="Pass">Whether the figure lies in its band; null where there is none.</param>
public sealed record ReproductionCell(
    string Row, string Metric, double? Paper, double Ours, double Interval, int Episodes, ulong Seed, string? Band, bool? Pass)
{
    /// <summary>How it was measured, in a line: ways, shots, queries a class, steps, transductive or inductive, one model; null, the default, where the table is of one protocol.</summary>
    public string? Protocol { get; init; }
}
