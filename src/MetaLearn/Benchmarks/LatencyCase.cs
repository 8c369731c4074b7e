using System.Diagnostics;
using MetaLearn.Algorithms;
using MetaLearn.Episodes;
using MetaLearn.Losses;
using MetaLearn.Models;

namespace MetaLearn.Benchmarks;

/// <summary>One timed call of a trained network on one thread, each call measured by itself: what a service waits for.</summary>
/// <param name="Name">As in the table.</param>
public sealed record LatencyCase(string Name)
{
    private const string Adapting = "adapt-k10", Predicting = "predict-1", Holding = "adapted-10000", AdaptingPictures = "adapt-omniglot-5w1s", PredictingPicture = "predict-omniglot-1";
    private const int Models = 10_000, Shots = 10;
    private static readonly Sinusoids Source = new() { Shots = Shots };
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1.5), Measured = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The cases: <c>adapt-k10</c> adapts to ten points in one inner step, <c>predict-1</c> predicts one point with a model adapted before, into memory of the
    /// caller's, and <c>adapted-10000</c> adapts ten thousand models, keeps them all and predicts with each in turn, so that none is in the processor's caches: a 1-40-40-1
    /// network. <c>adapt-omniglot-5w1s</c> and <c>predict-omniglot-1</c> do the same with conv4 (64 filters, statistics of the support set) for five pictures of 28×28, one of each class, and
    /// one to predict.
    /// </summary>
    public static IReadOnlyList<LatencyCase> All { get; } = [new(Adapting), new(Predicting), new(Holding), new(AdaptingPictures), new(PredictingPicture)];

    /// <summary>Times the case.</summary>
    public LatencyResult Measure()
    {
        if (Name is AdaptingPictures or PredictingPicture) return MeasurePictures();
        var trained = TrainedOf(
            new Mlp(1, 40, 40, 1) { WeightInitializer = Initializers.TruncatedNormal(), BiasInitializer = Initializers.Zeros }, Loss.MeanSquaredError, Source.Shape);
        var episodes = Enumerable.Range(0, Name == Holding ? Models : 1).Select(i => Source.Sample(0, i).Support).ToArray();
        var adapted = trained.Adapt(episodes[0]);
        var (x, y) = (new float[] { 0.5f }, new float[1]);
        if (Name == Adapting) return Result(Times(() => trained.Adapt(episodes[0])), adapted.Bytes, null, null);
        if (Name == Predicting) return Result(Times(() => adapted.Predict(x, y)), adapted.Bytes, null, null);

        Times(() => trained.Adapt(episodes[0]));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var start = Stopwatch.GetTimestamp();
        var models = Array.ConvertAll(episodes, trained.Adapt);
        var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        var heap = (GC.GetTotalMemory(forceFullCollection: true) - before) / Models;
        var next = 0;
        var times = Times(() => models[next = (next + 1) % Models].Predict(x, y));
        return Result(times, adapted.Bytes, heap, milliseconds);
    }

    private LatencyResult MeasurePictures()
    {
        var problem = SpeedProblem.Omniglot(5, 1, 1, 1);
        var shape = problem.Source.Shape;
        var trained = TrainedOf(Conv4.Strided(shape.XRow, 5, statistics: NormStatistics.Support), problem.Loss, shape);
        var episode = problem.Source.Sample(0, 0);
        var adapted = trained.Adapt(episode.Support);
        var (x, y) = (episode.Query.X[..shape.XRow.Count].ToArray(), new float[5]);
        return Result(Name == AdaptingPictures ? Times(() => trained.Adapt(episode.Support)) : Times(() => adapted.Predict(x, y)), adapted.Bytes, null, null);
    }

    private static TrainedModel TrainedOf(Module model, LossFunction loss, EpisodeShape shape)
    {
        var learner = new Maml(model, loss);
        return new(learner, [.. learner.InitialValues(0).Select(values => Array.ConvertAll(values, value => (float)value))], shape, innerSteps: 1);
    }

    private LatencyResult Result(List<double> microseconds, long stateBytes, long? heapBytes, double? millisecondsForAll)
        => new(Name, microseconds[microseconds.Count / 2], microseconds[microseconds.Count * 99 / 100], stateBytes, heapBytes, millisecondsForAll);

    // Sorted microseconds of single calls. The clock itself takes some twenty nanoseconds of each.
    private static List<double> Times(Action action)
    {
        var times = new List<double>(1 << 21);
        var total = Stopwatch.StartNew();
        while (total.Elapsed < WarmUp + Measured)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            var end = Stopwatch.GetTimestamp();
            if (total.Elapsed > WarmUp && times.Count < times.Capacity) times.Add(1e6 * (end - start) / Stopwatch.Frequency);
        }
        times.Sort();
        return times;
    }
}
