using MetaLearn.Algorithms;
using MetaLearn.Episodes;
using MetaLearn.Losses;
using MetaLearn.Models;
using MetaLearn.Optimizers;
using MetaLearn.Training;

namespace MetaLearn.Reproductions;

/// <summary>
/// The sinusoid demonstration of Reptile's authors: 50 evenly spaced points a curve, in mini-batches of 10 for one pass; judged on the same 50 points
/// after up to 32 steps on 10 of them. No figure was published, only pictures.
/// </summary>
internal static class ReptileSinusoid
{
    private const int Grid = 50, Batch = 10, Shots = 10, EvaluationSteps = 32;
    private const long PaperIterations = 30_000;
    private const double InnerRate = 0.02, OuterRate = 0.1;
    private static readonly int[] Columns = [0, 1, 8, EvaluationSteps];

    // "A good fit": nine tenths of what predicting 0 leaves are explained.
    private const double Unexplained = 0.1;

    private static readonly (ReproductionRow Row, int Episodes)[] Table =
    [
        (new("serial", "One episode an iteration, as the authors."), 1),
        (new("batched", "Five episodes an iteration, their mean."), 5),
        (new("joint", "One inner step on all 50 points: joint training."), 1),
        (new("random-initialisation", "No meta-training."), 0),
    ];

    public static Reproduction Reproduction { get; } = new(
        "reptile-sinusoid", "Nichol, Achiam and Schulman (2018), the authors' sinusoid demonstration", [.. Table.Select(entry => entry.Row)],
        (networks, row) => Measure(networks, row.Name, Table.Single(entry => entry.Row.Name == row.Name).Episodes));

    /// <summary>The authors' own row, as one of another table.</summary>
    public static ReproductionRow OwnTask { get; } = new("reptile-own-task", "Reptile on the sinusoids of its authors' demonstration, one episode an iteration.");

    /// <summary>Measures <see cref="OwnTask"/>.</summary>
    public static IEnumerable<ReproductionCell> MeasureOwnTask(TrainedNetworks networks) => Measure(networks, OwnTask.Name, episodes: 1);

    private static Sinusoids Episodes(int shots) => new() { Shots = shots, Queries = Grid, GridPoints = Grid, PhaseRange = new(0, 2 * Math.PI) };

    private static IEnumerable<ReproductionCell> Measure(TrainedNetworks networks, string row, int episodes)
    {
        var options = networks.Options;
        var isJoint = row == "joint";
        var learner = new Reptile(new Mlp(1, 64, 64, 1) { Activation = new Tanh() }, Loss.MeanSquaredError)
        {
            InnerOptimizer = new Sgd(),
            InnerLearningRate = InnerRate,
            Steps = isJoint ? 1 : Grid / Batch,
            BatchSize = isJoint ? null : Batch,
            // The query points are the support points once more.
            SeesQuery = false,
        };
        var iterations = options.Iterations ?? PaperIterations;
        var training = options.Training with
        {
            Iterations = episodes == 0 ? 0 : iterations,
            MetaBatch = Math.Max(1, episodes),
            Optimizer = new Sgd(),
            LearningRate = Schedules.Linear(OuterRate, 0, iterations),
        };
        var parameters = networks.Train(row, NetworkSettings.Of(learner, Episodes(Grid), training), learner, Episodes(Grid), training).Parameters;
        using var evaluator = new Evaluator(learner, Episodes(Shots), EvaluationSteps, options.Threads);
        var errors = evaluator.Run(parameters, options.Episodes, ReproductionOptions.EvaluationSeed).ByStep;
        foreach (var step in Columns)
        {
            var band = step == EvaluationSteps && row is not ("joint" or "random-initialisation") ? Band.Below(Unexplained * MamlSinusoid.ErrorOfZero) : null;
            yield return new(row, $"error on the whole curve after {step} {(step == 1 ? "step" : "steps")}", null, errors[step].Mean, errors[step].Interval, options.Episodes, options.Seed,
                band?.Rule, band?.Holds(errors[step], null));
        }
    }
}
