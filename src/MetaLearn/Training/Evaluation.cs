namespace MetaLearn.Training;

/// <summary>A mean over episodes with its 95% interval, 1.96·σ/√n with the population σ, as the MAML paper's code has it.</summary>
/// <param name="Mean">In the loss's unit.</param>
/// <param name="Interval">Half width; mean ± this.</param>
public readonly record struct Estimate(double Mean, double Interval)
{
    /// <summary>The mean of values and its interval.</summary>
    /// <param name="values">At least one.</param>
    public static Estimate Of(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty) throw new ArgumentException("An estimate needs at least one value.", nameof(values));
        var mean = 0.0;
        foreach (var value in values) mean += value;
        mean /= values.Length;
        var variance = 0.0;
        foreach (var value in values) variance += (value - mean) * (value - mean);
        return new(mean, 1.96 * Math.Sqrt(variance / values.Length / values.Length));
    }
}

/// <summary>Everything that decides an evaluation's numbers; printed with them.</summary>
/// <param name="Episodes">Episodes averaged over.</param>
/// <param name="Seed">Of the episode source.</param>
/// <param name="SupportRows">Support examples an episode.</param>
/// <param name="QueryRows">Query examples an episode.</param>
/// <param name="InnerSteps">Largest number of inner steps.</param>
public sealed record EvaluationProtocol(int Episodes, ulong Seed, int SupportRows, int QueryRows, int InnerSteps)
{
    /// <summary>Classes N of an episode, with K = SupportRows / N shots and QueryRows / N queries a class; null where episodes are not made of classes.</summary>
    public int? Ways { get; init; }

    /// <summary>Whether the shots of an episode's classes differ, K being their mean; false by default.</summary>
    public bool IsImbalanced { get; init; }

    /// <summary>Whether query examples see each other, as through the statistics of their batch; false, inductive, by default.</summary>
    public bool IsTransductive { get; init; }

    /// <summary>Models whose probabilities are averaged: at least 1; 1, the default, for one model by itself.</summary>
    public int Models { get; init => field = Require.Positive(value); } = 1;

    /// <summary>
    /// What the episodes are of, such as 83 series: episode i of number i modulo their count. Those of one are not independent, so its mean counts as one number.
    /// Null, the default, where every episode is a problem of its own.
    /// </summary>
    public (int Count, string Name)? Groups { get; init; }

    /// <summary>One line for people.</summary>
    public override string ToString()
    {
        var repeated = Groups is { } groups && Episodes > groups.Count ? groups : default;
        return $"{Episodes} episodes{(repeated.Count > 0 ? $" of {repeated.Count} {repeated.Name}" : "")} (seed {Seed}), {Examples}, "
            + $"up to {InnerSteps} inner steps, {(IsTransductive ? "transductive" : "inductive")}, {(Models == 1 ? "one model" : $"an ensemble of {Models} models")}, ± is 1.96 σ/√n{(repeated.Count > 0 ? $" over the {repeated.Count} means" : "")}";
    }

    private string Examples => Ways switch
    {
        null => $"{SupportRows} support and {QueryRows} query examples each",
        { } ways when IsImbalanced => $"{ways}-way, {SupportRows} support pictures parted unevenly, {Counted(QueryRows / ways)} a class",
        { } ways => $"{ways}-way {SupportRows / ways}-shot, {Counted(QueryRows / ways)} a class",
    };

    private static string Counted(int queries) => queries == 1 ? "1 query" : $"{queries} queries";
}

/// <summary>The loss on query sets after each number of inner steps.</summary>
/// <param name="Protocol">How it was measured.</param>
/// <param name="Losses">
/// One loss for each (inner steps, episode): <c>[InnerSteps + 1][Episodes]</c>, or one row for learners without an inner loop; a mean for each group in the place of
/// its episodes where the protocol has groups.
/// </param>
public sealed record Evaluation(EvaluationProtocol Protocol, IReadOnlyList<double[]> Losses)
{
    /// <summary>Mean and interval after each number of inner steps.</summary>
    public IReadOnlyList<Estimate> ByStep => [.. Losses.Select(row => Estimate.Of(row))];

    /// <summary>The fraction right, or what else was measured beside the loss, laid out as <see cref="Losses"/>; empty where nothing was.</summary>
    public IReadOnlyList<double[]> Accuracies { get; init; } = [];

    /// <summary>The same with one number a group, the mean of its episodes.</summary>
    /// <param name="groups">As <see cref="EvaluationProtocol.Groups"/>; null changes nothing.</param>
    internal Evaluation ByGroup((int Count, string Name)? groups) => groups is not { } given ? this : this with
    {
        Protocol = Protocol with { Groups = given },
        Losses = [.. Losses.Select(row => GroupMeans(row, given.Count))],
        Accuracies = [.. Accuracies.Select(row => GroupMeans(row, given.Count))],
    };

    /// <summary>The mean of each group's values, value i being of group i modulo their number.</summary>
    /// <param name="values">At least one; a group without a value has no mean.</param>
    /// <param name="groups">At least 1.</param>
    internal static double[] GroupMeans(double[] values, int groups)
    {
        var means = new double[Math.Min(groups, values.Length)];
        for (var i = 0; i < values.Length; i++) means[i % groups] += values[i];
        for (var group = 0; group < means.Length; group++) means[group] /= (values.Length - 1 - group) / groups + 1;
        return means;
    }
}
