using MetaLearn.Algorithms;
using MetaLearn.Episodes;
using MetaLearn.Losses;
using MetaLearn.Models;
using MetaLearn.Training;

namespace MetaLearn.Reproductions;

/// <summary>What all rows of the sinusoid's reproduction share: the network, the episodes, measuring, tuning a step size, making cells.</summary>
internal sealed class SinusoidBench(TrainedNetworks networks, string row)
{
    /// <summary>The columns of the paper's Table 2.</summary>
    public static IReadOnlyList<int> Steps { get; } = [1, 5, 10];

    /// <summary>Step sizes that are tried where the paper says "tuned".</summary>
    public static IReadOnlyList<double> StepSizes { get; } = [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];

    // A step must raise the support error by a hundredth to count: less may be rounding where little is left to learn.
    private const double SmallestRise = 1.01;

    public TrainedNetworks Networks => networks;

    private ReproductionOptions Options => networks.Options;

    /// <summary>The paper's network, started as the authors' code starts it.</summary>
    public static Mlp Network(int inputs = 1)
        => new(inputs, 40, 40, 1) { WeightInitializer = Initializers.TruncatedNormal(), BiasInitializer = Initializers.Zeros };

    public static Pretrained PretrainedLearner(double stepSize) => new(Network(), Loss.MeanSquaredError) { FineTuningRate = stepSize };

    /// <summary>Episodes with as many query as support points, as the paper's code evaluates.</summary>
    public static Sinusoids Episodes(int shots) => new() { Shots = shots, Queries = shots };

    /// <summary>The learner's parameters after training on the source, the last ones: the paper's code keeps those.</summary>
    /// <param name="name">Of the network: the same name is the same network.</param>
    /// <param name="learner">What is trained.</param>
    /// <param name="source">Training episodes.</param>
    public IReadOnlyList<float[]> Trained(string name, MetaLearner learner, IEpisodeSource source)
        => networks.Train(name, NetworkSettings.Of(learner, source, Options.Training), learner, source, Options.Training).Parameters;

    /// <summary>Errors on the evaluation episodes: <c>[steps + 1][episodes]</c>.</summary>
    public Evaluation Evaluate(MetaLearner learner, IReadOnlyList<float[]> parameters, IEpisodeSource source, int steps)
        => Measure(learner, parameters, source, steps, ReproductionOptions.EvaluationSeed);

    /// <summary>
    /// The learner with the step size that has the lowest error on validation episodes, as a mean over the table's columns.
    /// </summary>
    public Pretrained Tuned(IReadOnlyList<float[]> parameters, IEpisodeSource source)
    {
        var best = StepSizes.MinBy(stepSize =>
        {
            var errors = Measure(PretrainedLearner(stepSize), parameters, source, Steps[^1], Options.Training.ValidationSeed).ByStep;
            var mean = Steps.Average(step => errors[step].Mean);
            return double.IsFinite(mean) ? mean : double.PositiveInfinity;
        });
        networks.Note($"{row}, K = {source.Shape.SupportRows}: step size {best.ToString(System.Globalization.CultureInfo.InvariantCulture)} has the lowest error on validation episodes");
        return PretrainedLearner(best);
    }

    /// <summary>A cell for each of the table's columns.</summary>
    /// <param name="evaluation">What was measured.</param>
    /// <param name="what">Such as <c>error</c>.</param>
    /// <param name="paper">Published figures in the order of the columns; empty where there are none.</param>
    /// <param name="band">Null judges nothing.</param>
    public IEnumerable<ReproductionCell> Columns(Evaluation evaluation, string what = "error", double[]? paper = null, Band? band = null)
        => Steps.Select((step, i) => Cell(
            $"{evaluation.Protocol.SupportRows}-shot {what} after {Text(step)}", evaluation.ByStep[step], paper?[i], band));

    /// <summary>
    /// What a mean hides when adapting goes wrong on a few episodes: the median; how many episodes end worse than they began; and on how many the
    /// inner loop diverges, which shows as an error on the support set itself that a step makes larger.
    /// </summary>
    public IEnumerable<ReproductionCell> Spread(MetaLearner learner, IReadOnlyList<float[]> parameters, Evaluation evaluation)
    {
        var shots = evaluation.Protocol.SupportRows;
        foreach (var step in Steps) yield return Cell($"{shots}-shot median error after {Text(step)}", Median(evaluation.Losses[step]), null, null);
        // Here and below so that NaN counts as gone wrong.
        var worse = evaluation.Losses[^1].Zip(evaluation.Losses[0], (after, before) => after <= before ? 0.0 : 1.0);
        yield return Cell($"{shots}-shot episodes worse after {Text(Steps[^1])} than before, fraction", Estimate.Of([.. worse]), null, null);
        var support = Evaluate(learner, parameters, new SupportAgain(Episodes(shots)), Steps[^1]).Losses;
        bool Rises(int episode) => Enumerable.Range(1, Steps[^1]).Any(step => !(support[step][episode] <= SmallestRise * support[step - 1][episode]));
        var rises = Enumerable.Range(0, Options.Episodes).Select(episode => Rises(episode) ? 1.0 : 0.0);
        yield return Cell($"{shots}-shot episodes where a step raises the support error, fraction", Estimate.Of([.. rises]), null, null);
    }

    public ReproductionCell Cell(string metric, Estimate ours, double? paper, Band? band)
        => new(row, metric, paper, ours.Mean, ours.Interval, Options.Episodes, Options.Seed, band?.Rule, band?.Holds(ours, paper));

    private Evaluation Measure(MetaLearner learner, IReadOnlyList<float[]> parameters, IEpisodeSource source, int steps, ulong seed)
    {
        networks.Cancellation.ThrowIfCancellationRequested();
        using var evaluator = new Evaluator(learner, source, steps, Options.Threads);
        return evaluator.Run(parameters, Options.Episodes, seed);
    }

    /// <summary>The median; its interval is half of what lies between the values 0.98·√n ranks below and above it.</summary>
    internal static Estimate Median(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        var away = 0.98 * Math.Sqrt(sorted.Length);
        double At(double rank) => sorted[(int)Math.Clamp(Math.Round(rank), 0, sorted.Length - 1)];
        var middle = (sorted.Length - 1) / 2.0;
        return new((At(Math.Floor(middle)) + At(Math.Ceiling(middle))) / 2, (At(middle + away) - At(middle - away)) / 2);
    }

    private static string Text(int steps) => steps == 1 ? "1 step" : $"{steps} steps";
}
