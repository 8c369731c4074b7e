using System.Diagnostics;
using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;
using MetaLearn.Losses;
using MetaLearn.Reports;
using static MetaLearn.Autodiff.Functions;
using Series = MetaLearn.Reports.Series;

namespace MetaLearn.Reproductions;

/// <summary>
/// Three ways to the meta-gradient of the same proximal inner problem, solved by gradient descent, for the sinusoid network with K = 10: implicit, through
/// every step, and through every step with recomputation. Bytes are exact, from the plan of the buffers.
/// </summary>
internal static class ImplicitMemory
{
    private const int Few = 5, Some = 50, Many = 500, TimedEpisodes = 25;
    private const double InnerRate = 0.01;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1), Measured = TimeSpan.FromSeconds(2);
    private static readonly int[] Steps = [Few, Some, Many];
    private static readonly Sinusoids Source = new();

    private enum Way
    {
        Implicit,
        Unrolled,
        Recomputed,
    }

    public static IEnumerable<ReproductionCell> Bytes(TrainedNetworks networks, string row)
    {
        var parameters = SinusoidBench.Network().Parameters.Sum(parameter => parameter.Shape.Count) * sizeof(float);
        List<Series> lines = [];
        foreach (var way in Enum.GetValues<Way>())
        {
            var bytes = Steps.ToDictionary(steps => steps, steps => (double)Compiled(networks, way, steps).Program.PeakBytes(episodes: 1));
            foreach (var steps in Steps) yield return Cell(networks, row, $"{Name(way)}: peak bytes at {steps} inner steps", bytes[steps], null);
            var early = (bytes[Some] - bytes[Few]) / (Some - Few);
            var late = (bytes[Many] - bytes[Some]) / (Many - Some);
            yield return way switch
            {
                Way.Implicit => Cell(networks, row, $"{Name(way)}: bytes at {Many} steps over those at {Few}", bytes[Many] / bytes[Few], new("flat: ≤ 1.1", (ours, _) => ours.Mean <= 1.1)),
                Way.Unrolled => Cell(networks, row, $"{Name(way)}: bytes a step from {Some} to {Many} over those from {Few} to {Some}", late / early,
                    new("linear: 0.95 to 1.05", (ours, _) => ours.Mean is >= 0.95 and <= 1.05)),
                _ => Cell(networks, row, $"{Name(way)}: bytes a step over those of the parameters", late / parameters, new("near flat: ≤ 0.15", (ours, _) => ours.Mean <= 0.15)),
            };
            lines.Add(new(Name(way), [.. Steps.Select(steps => (double)steps)], [.. Steps.Select(steps => bytes[steps])]) { Marker = MarkerShape.Circle });
        }
        networks.Save("memory.svg", new LinePlot { Title = "Peak memory of one episode's meta-gradient", XTitle = "inner steps", YTitle = "bytes", LogY = true, Series = [.. lines] });
    }

    public static IEnumerable<ReproductionCell> Times(TrainedNetworks networks, string row)
    {
        foreach (var way in Enum.GetValues<Way>())
            foreach (var steps in Steps)
            {
                networks.Cancellation.ThrowIfCancellationRequested();
                var (program, learner, inputs) = Compiled(networks, way, steps);
                using var executor = program.CreateExecutor(TimedEpisodes, networks.Options.Threads);
                var batch = new EpisodeBatch(Source.Shape, TimedEpisodes);
                batch.Fill(Source, networks.Options.Seed, 0);
                batch.SupportX.Span.CopyTo(executor[inputs.SupportX]);
                batch.SupportY.Span.CopyTo(executor[inputs.SupportY]);
                batch.QueryX.Span.CopyTo(executor[inputs.QueryX]);
                batch.QueryY.Span.CopyTo(executor[inputs.QueryY]);
                foreach (var (parameter, values) in learner.Parameters.Zip(learner.InitialValues(networks.Options.Seed)))
                    Array.ConvertAll(values, value => (float)value).CopyTo(executor[parameter]);
                // While it warms up, the run-time compiler replaces its first quick code.
                Fastest(() => executor.Run(), WarmUp);
                yield return Cell(networks, row, $"{Name(way)}: milliseconds at {steps} inner steps, {TimedEpisodes} episodes", Fastest(() => executor.Run(), Measured), null);
            }
    }

    // What else the machine does only adds, so the least is nearest to the truth.
    private static double Fastest(Action action, TimeSpan during)
    {
        var least = double.PositiveInfinity;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < during;)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return least;
    }

    private static (Program<float> Program, ImplicitMaml Learner, EpisodeInputs Inputs) Compiled(TrainedNetworks networks, Way way, int steps)
    {
        networks.Cancellation.ThrowIfCancellationRequested();
        var learner = new ImplicitMaml(SinusoidBench.Network(), Loss.MeanSquaredError)
        {
            Steps = steps,
            Solver = new GradientSolver { LearningRate = InnerRate, RecomputesSteps = way == Way.Recomputed },
        };
        var inputs = new EpisodeInputs(Source.Shape);
        if (way == Way.Implicit) return (Compile(learner.MetaGradientOf(inputs)), learner, inputs);
        var loss = learner.MetaLoss(inputs);
        return (Compile(new(loss, Gradient(loss, learner.Parameters))), learner, inputs);
    }

    private static Program<float> Compile(MetaGradient followed)
        => Program.Compile<float>([MeanOverEpisodes(followed.Loss), .. followed.Gradients.Select(MeanOverEpisodes)]);

    private static string Name(Way way) => way switch { Way.Implicit => "implicit", Way.Unrolled => "unrolled", _ => "recomputed" };

    private static ReproductionCell Cell(TrainedNetworks networks, string row, string metric, double value, Band? band)
        => new(row, metric, null, value, double.NaN, 1, networks.Options.Seed, band?.Rule, band?.Holds(new(value, 0), null));
}
