using MetaLearn.Algorithms;
using MetaLearn.Episodes;
using MetaLearn.Losses;
using MetaLearn.Training;

namespace MetaLearn.Reproductions;

/// <summary>
/// Sinusoid regression of Finn et al. (2017): section 5.1, Figures 2 and 3, Table 2. Trained with K = 10 and one inner step, evaluated with K = 5, 10, 20
/// after up to 10.
/// </summary>
internal static class MamlSinusoid
{
    /// <summary>The step size that the authors' published command trains with; it leaves their program's default.</summary>
    public const double AlphaOfCommand = 0.001;

    /// <summary>The step size that the paper's appendix A.1 names.</summary>
    public const double AlphaOfText = 0.01;

    private static readonly double[] PaperMaml = [0.67, 0.38, 0.35], PaperPretrained = [2.41, 2.23, 2.19];
    private static readonly int[] Shots = [5, 10, 20];

    private static readonly (ReproductionRow Row, Func<SinusoidBench, IEnumerable<ReproductionCell>> Measure)[] Table =
    [
        (new("anchors", "What is known by calculation: predicting 0, and the best function of x alone."), Anchors),
        (new("maml", "MAML, α = 0.001 as in the authors' command: judged by Table 2."), bench => Maml(bench, AlphaOfCommand, false, Band.AtMostPaper)),
        (new("maml-alpha-0.01", "MAML, α = 0.01 as in the paper's appendix; which α made Table 2 is not known."), bench => Maml(bench, AlphaOfText, false, null)),
        (new("first-order", "First-order MAML, α = 0.001."), bench => Maml(bench, AlphaOfCommand, true, null)),
        (new("first-order-alpha-0.01", "First-order MAML, α = 0.01."), bench => Maml(bench, AlphaOfText, true, null)),
        (new("maml-half-range", "MAML, α = 0.001, with all support points in one half of the range; also judged on the other half alone."), HalfRange),
        (new("pretrained-half-range", "The pretrained baseline in the same setting."), PretrainedHalfRange),
        (new("oracle", "Amplitude and phase as further inputs, no adaptation."), Oracle),
        (new("pretrained", "One network trained on the support points of all episodes, fine-tuned with a tuned step size."), PretrainedRow),
        (new("random-initialisation", "Training from scratch on the support points with a tuned step size."), RandomInitialisation),
        (new("averaged", "500 separate regressors averaged, then fine-tuned with a tuned step size; no regulariser."),
            bench => Averaged(bench, Regularization.None, [4.19, 3.85, 3.69])),
        (new("averaged-l2", "The same, each with l2 weight decay."), bench => Averaged(bench, Regularization.ToZero, [7.18, 5.69, 5.60])),
        (new("averaged-to-mean", "The same, each pulled to the mean of those before it."), bench => Averaged(bench, Regularization.ToMean, [2.91, 2.72, 2.71])),
    ];

    public static Reproduction Reproduction { get; } = new(
        "maml-sinusoid", "Finn, Abbeel and Levine (2017), sinusoid regression", [.. Table.Select(entry => entry.Row)],
        (networks, row) => Table.Single(entry => entry.Row == row).Measure(new(networks, row.Name)));

    // E over A ~ U[0.1, 5], φ ~ U[0, π], x ~ U[−5, 5]: predicting 0 leaves E[A²]/2. The best function of x is E[y | x] = −E[A]·(2/π)·cos x,
    // and takes E[A]²·(2/π)²·E[cos² x] of it away.
    private const double MeanAmplitude = 2.55, MeanSquaredAmplitude = (5.0 * 5 * 5 - 0.1 * 0.1 * 0.1) / (3 * 4.9);
    private const double BestCosine = -MeanAmplitude * 2 / Math.PI;

    public static double ErrorOfZero => MeanSquaredAmplitude / 2;

    public static double ErrorOfBestFunction => ErrorOfZero - BestCosine * BestCosine * (0.5 + Math.Sin(10) / 20);

    private static IEnumerable<ReproductionCell> Anchors(SinusoidBench bench)
    {
        var source = SinusoidBench.Episodes(10);
        Estimate ErrorOf(Func<float, double> function) => Estimate.Of([.. Enumerable.Range(0, bench.Networks.Options.Episodes).Select(index =>
        {
            var query = source.Sample(ReproductionOptions.EvaluationSeed, index).Query;
            var x = query.X.Span;
            var y = query.Y.Span;
            var sum = 0.0;
            for (var i = 0; i < x.Length; i++) sum += Math.Pow(function(x[i]) - y[i], 2);
            return sum / x.Length;
        })]);
        yield return bench.Cell("error of predicting 0", ErrorOf(_ => 0), null, Band.Near(ErrorOfZero));
        yield return bench.Cell("error of the best function of x alone", ErrorOf(x => BestCosine * Math.Cos(x)), null, Band.Near(ErrorOfBestFunction));
    }

    private static IEnumerable<ReproductionCell> Maml(SinusoidBench bench, double alpha, bool firstOrder, Band? band)
    {
        var (learner, parameters) = TrainedMaml(bench, alpha, firstOrder);
        foreach (var shots in Shots)
        {
            var evaluation = bench.Evaluate(learner, parameters, SinusoidBench.Episodes(shots), SinusoidBench.Steps[^1]);
            var paper = shots == 5 && !firstOrder ? PaperMaml : null;
            foreach (var cell in bench.Columns(evaluation, paper: paper, band: paper is null ? null : band)) yield return cell;
            foreach (var cell in bench.Spread(learner, parameters, evaluation)) yield return cell;
        }
    }

    private static IEnumerable<ReproductionCell> HalfRange(SinusoidBench bench)
    {
        var (learner, parameters) = TrainedMaml(bench, AlphaOfCommand, firstOrder: false);
        foreach (var shots in Shots[..2])
        {
            var source = SinusoidBench.Episodes(shots) with { SupportHalf = SupportHalf.Either };
            foreach (var cell in bench.Columns(bench.Evaluate(learner, parameters, source, SinusoidBench.Steps[^1]))) yield return cell;
            // Section 5.1 claims that the other half is inferred: without that, nothing better than the best function of x alone is possible there.
            var unseen = bench.Evaluate(learner, parameters, new UnseenHalf(source), SinusoidBench.Steps[^1]);
            foreach (var cell in bench.Columns(unseen, "error on the unseen half", band: Band.Below(ErrorOfBestFunction))) yield return cell;
        }
    }

    private static IEnumerable<ReproductionCell> PretrainedHalfRange(SinusoidBench bench)
    {
        var parameters = TrainedJointly(bench);
        foreach (var shots in Shots[..2])
        {
            var source = SinusoidBench.Episodes(shots) with { SupportHalf = SupportHalf.Either };
            var learner = bench.Tuned(parameters, source);
            foreach (var cell in bench.Columns(bench.Evaluate(learner, parameters, source, SinusoidBench.Steps[^1]))) yield return cell;
            var unseen = bench.Evaluate(learner, parameters, new UnseenHalf(source), SinusoidBench.Steps[^1]);
            foreach (var cell in bench.Columns(unseen, "error on the unseen half")) yield return cell;
        }
    }

    private static IEnumerable<ReproductionCell> Oracle(SinusoidBench bench)
    {
        var learner = new Pretrained(SinusoidBench.Network(inputs: 3), Loss.MeanSquaredError);
        var source = new WithTaskParameters(SinusoidBench.Episodes(10));
        var parameters = bench.Trained("oracle", learner, source);
        // A network that is told the curve lacks nothing but capacity: what is left is far below one part in forty of predicting 0.
        yield return bench.Cell("error without adaptation", bench.Evaluate(learner, parameters, source, 0).ByStep[0], null, Band.Below(0.1));
    }

    private static IEnumerable<ReproductionCell> PretrainedRow(SinusoidBench bench)
    {
        var parameters = TrainedJointly(bench);
        foreach (var shots in Shots)
            foreach (var cell in FineTuned(bench, parameters, shots, shots == 5 ? PaperPretrained : null)) yield return cell;
    }

    private static IEnumerable<ReproductionCell> RandomInitialisation(SinusoidBench bench)
    {
        var initial = SinusoidBench.Network().InitialValues(bench.Networks.Options.Seed);
        float[][] parameters = [.. initial.Select(values => Array.ConvertAll(values, value => (float)value))];
        return Shots.SelectMany(shots => FineTuned(bench, parameters, shots, null));
    }

    private static IEnumerable<ReproductionCell> Averaged(SinusoidBench bench, Regularization regularization, double[] paper)
        => FineTuned(bench, MultiTaskAverage.Of(bench.Networks, regularization), 5, paper);

    private static IEnumerable<ReproductionCell> FineTuned(SinusoidBench bench, IReadOnlyList<float[]> parameters, int shots, double[]? paper)
    {
        var source = SinusoidBench.Episodes(shots);
        var evaluation = bench.Evaluate(bench.Tuned(parameters, source), parameters, source, SinusoidBench.Steps[^1]);
        if (shots == 5) yield return bench.Cell("5-shot error before fine-tuning", evaluation.ByStep[0], null, null);
        foreach (var cell in bench.Columns(evaluation, paper: paper, band: paper is null ? null : Band.NearPaper)) yield return cell;
    }

    private static (Maml Learner, IReadOnlyList<float[]> Parameters) TrainedMaml(SinusoidBench bench, double alpha, bool firstOrder)
    {
        var learner = new Maml(SinusoidBench.Network(), Loss.MeanSquaredError) { InnerLearningRate = alpha, IsFirstOrder = firstOrder };
        var name = (firstOrder ? "first-order" : "maml") + (alpha == AlphaOfCommand ? "" : "-alpha-0.01");
        return (learner, bench.Trained(name, learner, SinusoidBench.Episodes(10)));
    }

    private static IReadOnlyList<float[]> TrainedJointly(SinusoidBench bench)
        => bench.Trained("pretrained", SinusoidBench.PretrainedLearner(0.01), SinusoidBench.Episodes(10));
}
