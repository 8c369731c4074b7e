using MetaLearn.Experiments;
using MetaLearn.Training;

namespace MetaLearn.Reproductions;

/// <summary>A column of a table of few-shot accuracies.</summary>
/// <param name="Name">Such as <c>5w1s</c>: ways and shots.</param>
/// <param name="Options">As on the command line: <c>--ways 5 --shots 1</c>.</param>
/// <param name="Steps">Inner steps after which the paper measures.</param>
internal sealed record FewShotSetting(string Name, string Options, int Steps);

/// <summary>A line of a table of few-shot accuracies.</summary>
/// <param name="Name">Of the method.</param>
/// <param name="Description">In one line.</param>
/// <param name="Options">As on the command line; null for what is only printed as published.</param>
/// <param name="Paper">Published accuracy in per cent for each setting in order; null where there is none, and such a setting is left out.</param>
internal sealed record FewShotMethod(string Name, string Description, string? Options, params double?[] Paper)
{
    /// <summary>Whether the published figures decide; false where another quantity is asked about. True by default.</summary>
    public bool IsJudged { get; init; } = true;

    /// <summary>What is measured of the network that the options train, and that all methods of the same options share; null for the trained learner itself.</summary>
    public Func<Experiment, IReadOnlyList<float[]>, Contender>? Contender { get; init; }

    /// <summary>Whether settings without a published figure are measured too; false by default.</summary>
    public bool IsInAllSettings { get; init; }

    /// <summary>Inner steps after which this method measures, where it is not the setting's number.</summary>
    public int? Steps { get; init; }
}

/// <summary>
/// A published table of accuracies on pictures, a row for each method and setting. Parameters are the best on meta-validation classes; the judged figure is
/// measured after the paper's own number of inner steps. Rows whose training was cut short say where they stand and are not judged.
/// </summary>
internal sealed class FewShotTable(string problem, IReadOnlyList<FewShotSetting> settings, IReadOnlyList<FewShotMethod> methods)
{
    private const double Percent = 0.01;

    /// <summary>Finds the user's pictures for a problem that needs a file; null, the default, for one that does not.</summary>
    public Func<string?, string>? File { get; init; }

    /// <summary>What each of the rows that are trained trains, and the inner steps after which it is measured; null where a contender decides.</summary>
    public IEnumerable<(string Row, ExperimentSpec Spec, int? Steps)> Specs
        => from row in Measured
           where row.Method.Options is not null
           select (RowOf(row.Method, row.Setting).Name, RunOf(row.Method, row.Setting).Spec(problem), row.Method.Contender is null ? StepsOf(row.Method, row.Setting) : (int?)null);

    private IEnumerable<(FewShotMethod Method, FewShotSetting Setting)> Measured
        => from method in methods from setting in settings where method.IsInAllSettings || PaperOf(method, setting) is not null select (method, setting);

    /// <summary>The table as a reproduction.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="source">Where it was published.</param>
    public Reproduction Reproduction(string name, string source)
    {
        var rows = Measured.Select(one => (Row: RowOf(one.Method, one.Setting), one.Method, one.Setting)).ToList();
        return new(name, source, [.. rows.Select(one => one.Row)], (networks, row) =>
        {
            var (_, method, setting) = rows.Single(one => one.Row.Name == row.Name);
            return method.Options is null ? Published(networks, row.Name, PaperOf(method, setting)) : Measure(networks, row.Name, method, setting);
        });
    }

    private static ReproductionRow RowOf(FewShotMethod method, FewShotSetting setting) => new($"{setting.Name}-{method.Name}", $"{setting.Name}: {method.Description}");

    private static RunRow RunOf(FewShotMethod method, FewShotSetting setting) => new(RowOf(method, setting).Name, method.Description, $"{setting.Options} {method.Options}");

    private static int StepsOf(FewShotMethod method, FewShotSetting setting) => method.Steps ?? setting.Steps;

    private double? PaperOf(FewShotMethod method, FewShotSetting setting)
    {
        var position = settings.ToList().IndexOf(setting);
        return position < method.Paper.Length ? method.Paper[position] * Percent : null;
    }

    private static IEnumerable<ReproductionCell> Published(TrainedNetworks networks, string row, double? paper)
        => [new(row, "accuracy, as published", paper, double.NaN, double.NaN, 0, networks.Options.Seed, null, null)];

    private IEnumerable<ReproductionCell> Measure(TrainedNetworks networks, string row, FewShotMethod method, FewShotSetting setting)
    {
        var (bench, run) = (new RunBench(networks, row), RunOf(method, setting));
        List<(string, string)> more = File is null ? [] : [("file", File(networks.Options.Data))];
        if (networks.Options.Data is { } data) more.Add(("data", data));
        var whole = run.Spec(problem, [.. more]).Iterations;
        var experiment = Experiment.Build(run.Spec(problem, bench.Overrides([.. more])));
        var name = method.Contender is null ? row : $"{setting.Name}-{experiment.Spec.Algorithm}";
        var band = method.IsJudged && PaperOf(method, setting) is not null && experiment.Spec.Iterations >= whole ? Band.AtLeastPaper : null;
        if (bench.TryTrain(name, experiment) is not { } trained)
        {
            yield return bench.Cell("accuracy", new(double.NaN, double.NaN), networks.Options.Episodes, PaperOf(method, setting), band);
            yield break;
        }
        if (method.Contender is { } make)
        {
            networks.Cancellation.ThrowIfCancellationRequested();
            var one = make(experiment, trained.Parameters);
            networks.Note($"{row}: {one.Note}");
            var measured = Measurement.Run(experiment, one, networks.Options.Episodes);
            yield return bench.Cell("accuracy", Estimate.Of(measured.Accuracies[one.Selected]), networks.Options.Episodes, PaperOf(method, setting), band) with { Protocol = $"{measured.Protocol}" };
            yield return bench.Cell($"iterations, of {whole}", experiment.Spec.Iterations);
            yield break;
        }
        var (evaluation, selected, _) = bench.Measure(experiment, trained.Parameters, networks.Options.Episodes);
        var judged = StepsOf(method, setting);
        var shown = new SortedSet<int>([0, 1, selected, judged]);
        foreach (var step in shown.Where(step => step < evaluation.Accuracies.Count))
        {
            var cell = bench.Cell($"accuracy {(step == 0 ? "before adapting" : $"after {Baselines.Steps(step)}")}", Estimate.Of(evaluation.Accuracies[step]), networks.Options.Episodes,
                step == judged ? PaperOf(method, setting) : null, step == judged ? band : null);
            yield return cell with { Protocol = $"{evaluation.Protocol}" };
        }
        yield return bench.Cell("steps chosen on validation", selected);
        yield return bench.Cell($"iterations, of {whole}", experiment.Spec.Iterations);
        yield return bench.Cell("meta-training, seconds", trained.Time.TotalSeconds);
        yield return bench.Cell("peak memory, bytes", trained.PeakBytes);
    }
}
