using System.Diagnostics;
using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;
using MetaLearn.Losses;
using MetaLearn.Models;
using MetaLearn.Training;

namespace MetaLearn.Benchmarks;

/// <summary>One timed setting: whole outer iterations, sampling and the outer optimiser included.</summary>
/// <param name="Name">As in the table.</param>
/// <param name="Order">2 for exact MAML, 1 for first-order.</param>
/// <param name="Episodes">Meta-batch.</param>
public sealed record SpeedCase(string Name, int Order, int Episodes)
{
    private const int IterationsPerSample = 50;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1.5), Measured = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The cases: <c>sinusoid-k10</c> is the MAML paper's sinusoid iteration (25 episodes, K = 10, one inner step); <c>sinusoid-k10-single</c> the
    /// same with one episode at a time.
    /// </summary>
    public static IReadOnlyList<SpeedCase> All { get; } =
        [new("sinusoid-k10", 2, 25), new("sinusoid-k10", 1, 25), new("sinusoid-k10-single", 2, 1), new("sinusoid-k10-single", 1, 1)];

    /// <summary>Rate of independent fused multiply-adds in registers, all threads at once, in 10⁹ operations a second.</summary>
    /// <param name="threads">At least 1.</param>
    public static double PeakGigaflops(int threads) => ArithmeticPeak.Measure(threads);

    /// <summary>Times the case.</summary>
    /// <param name="threads">At least 1.</param>
    public IEnumerable<SpeedResult> Measure(int threads)
    {
        var model = new Mlp(1, 40, 40, 1) { WeightInitializer = Initializers.TruncatedNormal(), BiasInitializer = Initializers.Zeros };
        var learner = new Maml(model, Loss.MeanSquaredError) { IsFirstOrder = Order == 1 };
        var source = new Sinusoids();
        using var loop = new OuterLoop(learner, source.Shape, new TrainingOptions { MetaBatch = Episodes, Threads = threads });
        loop.Load([.. learner.InitialValues(0).Select(values => Array.ConvertAll(values, value => (float)value))], null);
        using var episodes = new Prefetcher(source, 0, Episodes);
        long iteration = 0;
        var samples = new List<double>();
        var total = Stopwatch.StartNew();
        while (total.Elapsed < WarmUp + Measured)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < IterationsPerSample; i++) loop.Step(episodes.Next(), iteration++);
            if (total.Elapsed > WarmUp) samples.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds / IterationsPerSample);
        }
        samples.Sort();
        var median = samples[samples.Count / 2];
        yield return new(Name, Order, Episodes, threads, median, loop.OperationsPerIteration / median / 1e6, loop.PeakBytes);
    }
}
