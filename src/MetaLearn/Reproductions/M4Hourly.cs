using MetaLearn.Episodes;
using MetaLearn.Experiments;
using MetaLearn.Training;

namespace MetaLearn.Reproductions;

/// <summary>
/// Forecasting the M4 competition's hourly series (Makridakis et al. 2020) from ten days of each: every method beside the pretrained network,
/// training from scratch and the seasonal-naive forecast, paired series by series. The method that is best on meta-validation is judged.
/// </summary>
internal static class M4Hourly
{
    private const string Pretrained = "pretrained", Best = "best-on-validation";

    public static IReadOnlyList<RunRow> Table { get; } =
    [
        new("maml", "MAML, exact second order.", "--algorithm maml"),
        new("fomaml", "First-order MAML.", "--algorithm fomaml"),
        new("meta-sgd", "Meta-SGD, clipped.", "--algorithm meta-sgd --inner-clip-norm 10"),
        new("learned-rates", "MAML with a learned rate for each array, clipped.", "--algorithm maml --learned-rates per-tensor --inner-clip-norm 10"),
        new("anil", "ANIL: only the last layer adapts.", "--algorithm anil"),
        new("boil", "BOIL: all layers but the last adapt.", "--algorithm boil"),
        new("cavia", "CAVIA: a context of 20 numbers adapts, 10 steps.", "--algorithm cavia --contexts 20 --inner-steps 10"),
        new("maml++", "MAML++: multi-step loss and a learned rate for each array and step, clipped.", "--algorithm maml++ --inner-clip-norm 10"),
        new("reptile", "Reptile, its inner Adam carried on.",
            "--algorithm reptile --meta-batch 5 --inner-learning-rate 0.001 --inner-steps 8 --outer-optimizer sgd --outer-learning-rate 1 --schedule linear"),
        new("imaml", "Implicit MAML, conjugate gradients.", "--algorithm imaml --inner-steps 16 --inner-learning-rate 0.02 --inner-clip-norm 10 --clip-norm 10"),
        new("joint", "Multi-task training: one body, a head solved exactly on each support set.", "--algorithm joint --ridge 1000"),
        new("transfer", "Pretrained, then the last layer alone fine-tuned.", "--algorithm transfer"),
    ];

    public static Reproduction Reproduction { get; } = new(
        "m4-hourly", "Forecasts of the M4 competition's hourly series; no published few-shot figure",
        [.. Table.Select(row => new ReproductionRow(row.Name, row.Description)), new(Best, "The method with the lowest loss on the meta-validation series, against every baseline.")],
        Measure);

    private static IEnumerable<ReproductionCell> Measure(TrainedNetworks networks, ReproductionRow row)
    {
        var file = DataFolder.Find("m4-hourly/Hourly-train.csv.gz", networks.Options.Data);
        var judged = row.Name == Best;
        var run = judged ? BestOnValidation(networks, file) : Table.Single(one => one.Name == row.Name);
        var bench = new RunBench(networks, row.Name);
        var experiment = ExperimentOf(bench, run, file);
        var episodes = experiment.Data.TestEpisodes;
        if (bench.TryTrain(run.Name, experiment) is not { } trained)
        {
            yield return bench.Cell("loss at the number of steps chosen on validation", new(double.NaN, double.NaN), episodes, null, Band.Below(1));
            yield break;
        }
        var (evaluation, selected, validation) = bench.Measure(experiment, trained.Parameters, episodes);
        var own = evaluation.Losses[selected];
        if (judged) networks.Note($"{Best}: {run.Name}");
        yield return bench.Cell("loss at the number of steps chosen on validation", Estimate.Of(own), episodes);
        yield return bench.Cell("steps chosen on validation", selected);
        yield return bench.Cell("loss on the meta-validation series", validation);
        foreach (var (name, losses) in networks.Shared("the others' losses", () => Others(bench, experiment).ToList()))
        {
            if (judged) yield return bench.Cell($"loss of {name}", Estimate.Of(losses), episodes);
            double[] differences = [.. losses.Zip(own, (other, mine) => mine - other)];
            yield return bench.Cell($"loss minus that of {name}, paired", Estimate.Of(differences), episodes, null, judged ? Band.Below(0) : null);
        }
        yield return bench.Cell("meta-training, seconds", trained.Time.TotalSeconds);
        yield return bench.Cell("peak memory, bytes", trained.PeakBytes);
    }

    private static Experiment ExperimentOf(RunBench bench, RunRow run, string file) => Experiment.Build(run.Spec("series", bench.Overrides(("file", file))));

    private static RunRow BestOnValidation(TrainedNetworks networks, string file) => Table.MinBy(run =>
    {
        var bench = new RunBench(networks, run.Name);
        var experiment = ExperimentOf(bench, run, file);
        return bench.TryTrain(run.Name, experiment) is { } trained
            ? Baselines.BestSteps(experiment, experiment.Learner, experiment.Validation, trained.Parameters, experiment.Spec.EvaluationSteps, fewest: 0).Loss
            : double.PositiveInfinity;
    })!;

    // Every one gets its best chance: step size and number of steps are chosen on meta-validation episodes.
    private static IEnumerable<(string Name, double[] Losses)> Others(RunBench bench, Experiment experiment)
    {
        var joint = ExperimentOf(bench, new(Pretrained, "", "--algorithm pretrained"), experiment.Spec.File!);
        var parameters = bench.Train(Pretrained, joint).Parameters;
        var episodes = experiment.Data.TestEpisodes;
        var tuned = Measurement.Losses(joint, Baselines.FineTuned(Pretrained, joint, parameters), episodes);
        yield return ("the pretrained network as it is", tuned.Losses[0]);
        yield return ("the pretrained network fine-tuned", tuned.Losses[tuned.Selected]);
        var scratch = Measurement.Losses(joint, Baselines.FromScratch(joint), episodes);
        yield return ("training from scratch", scratch.Losses[scratch.Selected]);
        var naive = SeasonalNaive.Losses(experiment.Test, episodes, Experiment.TestSeed(0));
        yield return ("the seasonal-naive forecast", experiment.Data.TestGroups is { } series ? Evaluation.GroupMeans(naive, series.Count) : naive);
    }
}
