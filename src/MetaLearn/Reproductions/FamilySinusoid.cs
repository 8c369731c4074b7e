using MetaLearn.Experiments;

namespace MetaLearn.Reproductions;

/// <summary>
/// Every method on the sinusoids of Finn et al. (2017), 5-shot and 10-shot, trained and evaluated with the same K. Settings were chosen on
/// meta-validation episodes; the number of inner steps in the judged figure is too.
/// </summary>
internal static class FamilySinusoid
{
    private static readonly int[] Shots = [5, 10];

    public static IReadOnlyList<RunRow> Table { get; } =
    [
        new("maml", "MAML, exact second order, α = 0.01, 1 step.", "--algorithm maml"),
        new("maml-5-steps", "MAML with 5 clipped inner steps.", "--algorithm maml --inner-steps 5 --inner-clip-norm 10 --iterations 30000"),
        new("fomaml", "First-order MAML.", "--algorithm fomaml"),
        new("maml-frequency", "MAML where the frequency varies too, as in the Meta-SGD paper.", "--algorithm maml")
        {
            Problem = "sinusoid-frequency", Paper = new Dictionary<int, (int, double)> { [5] = (1, 1.13) },
        },
        .. MamlFamilyRows.Table,
        .. RuleFamilyRows.Table,
        new("pretrained", "One network trained on all episodes jointly, fine-tuned.", "--algorithm pretrained"),
        new("random", "The random initialisation, fine-tuned.", "--algorithm random"),
    ];

    public static Reproduction Reproduction { get; } = new(
        "family-sinusoid", "Every gradient-based method on the sinusoids of Finn et al. (2017)",
        [.. Table.Select(row => new ReproductionRow(row.Name, row.Description)), ReptileSinusoid.OwnTask],
        (networks, row) => row == ReptileSinusoid.OwnTask ? ReptileSinusoid.MeasureOwnTask(networks) : Measure(networks, Table.Single(one => one.Name == row.Name)));

    private static IEnumerable<ReproductionCell> Measure(TrainedNetworks networks, RunRow row)
    {
        var bench = new RunBench(networks, row.Name);
        foreach (var shots in Shots)
        {
            var spec = row.Spec("sinusoid", bench.Overrides(("shots", $"{shots}"), ("queries", "10")));
            var experiment = Experiment.Build(spec);
            if (bench.TryTrain($"{row.Name}-{shots}-shot", experiment) is not { } trained)
            {
                yield return bench.Cell($"{shots}-shot error at the number of steps chosen on validation",
                    new(double.NaN, double.NaN), networks.Options.Episodes, null, Band.Below(MamlSinusoid.ErrorOfBestFunction));
                continue;
            }
            var (evaluation, selected, _) = bench.Measure(experiment, trained.Parameters, networks.Options.Episodes);
            ReproductionCell Error(string when, int step, double? paper, Band? band)
                => bench.Cell($"{shots}-shot error {when}", evaluation.ByStep[step], networks.Options.Episodes, paper, band);
            (int Steps, double Error)? paper = row.Paper.TryGetValue(shots, out var published) ? published : null;
            for (var step = 0; step < evaluation.Losses.Count; step++)
                if (step is 0 or 1 || step == spec.InnerSteps || step == spec.EvaluationSteps || step == paper?.Steps)
                    yield return Error(step == 0 ? "before adapting" : $"after {Baselines.Steps(step)}", step,
                        step == paper?.Steps ? paper?.Error : null, step == paper?.Steps ? Band.AtMostPaper : null);
            // What a function that ignores the support set can reach at best is what every method has to beat; the baselines need not.
            yield return Error("at the number of steps chosen on validation", selected, null,
                experiment.IsBaseline || row.MayIgnoreSupport || row.Problem is not null ? null : Band.Below(MamlSinusoid.ErrorOfBestFunction));
            yield return bench.Cell($"{shots}-shot: steps chosen on validation", selected);
            yield return bench.Cell($"{shots}-shot: meta-training, seconds", trained.Time.TotalSeconds);
            yield return bench.Cell($"{shots}-shot: peak memory, bytes", trained.PeakBytes);
        }
    }
}
