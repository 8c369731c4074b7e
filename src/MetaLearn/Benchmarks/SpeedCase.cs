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
    private const int CallsPerSample = 50, CallsPerTurn = 200, Turns = 101, ProfiledRuns = 2000;
    private static readonly Sinusoids Source = new();
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
    /// <param name="shards">Parts of the meta-batch, at least 1.</param>
    public SpeedResult Measure(int threads, int shards = Executor<float>.DefaultShards)
    {
        using var loop = Loop(threads, shards);
        long iteration = 0;
        var milliseconds = 1e-3 * Median(WarmUp, Measured, () => loop.Step(iteration++));
        return new(Name, Order, Episodes, threads, milliseconds, loop.OperationsPerIteration / milliseconds / 1e6, loop.PeakBytes);
    }

    /// <summary>
    /// How many times as fast <paramref name="threads"/> threads are as one: the two take turns for some seconds, so that what else the machine does
    /// meets both, and the median over the turns is taken.
    /// </summary>
    /// <param name="threads">At least 1.</param>
    /// <param name="shards">Parts of the meta-batch, at least 1.</param>
    public double Speedup(int threads, int shards = Executor<float>.DefaultShards)
    {
        using var one = Loop(threads: 1, shards);
        using var many = Loop(threads, shards);
        var ratios = new double[Turns];
        long ofOne = 0, ofMany = 0;
        for (var turn = 0; turn < Turns; turn++)
            ratios[turn] = Microseconds(() => one.Step(ofOne++), CallsPerTurn) / Microseconds(() => many.Step(ofMany++), CallsPerTurn);
        Array.Sort(ratios);
        return ratios[Turns / 2];
    }

    /// <summary>Where the time goes: every stage timed by itself on one thread.</summary>
    public IReadOnlyList<StageTime> Stages(int shards = Executor<float>.DefaultShards)
    {
        using var loop = Loop(threads: 1, shards);
        var batch = new EpisodeBatch(Source.Shape, Episodes);
        var sampling = Brief(() => batch.Fill(Source, 0, 0));
        var stages = new List<StageTime> { new("sampling", sampling, null) };
        long iteration = 0;
        var whole = Brief(() => loop.Step(iteration++));
        stages.AddRange(loop.GradientExecutor.Profile(ProfiledRuns).Select(profile
            => new StageTime($"meta-gradient: {profile.Kind} ({profile.Instructions})", profile.Microseconds, profile.Operations / profile.Microseconds / 1e3)));
        var gradient = Brief(() => loop.GradientExecutor.Run());
        stages.Add(new("meta-gradient, whole", gradient, loop.OperationsPerIteration / gradient / 1e3));
        stages.Add(new("optimiser and copies between the programs", whole - gradient - sampling, null));
        stages.Add(new("iteration, one thread", whole, loop.OperationsPerIteration / whole / 1e3));
        return stages;
    }

    private static double Brief(Action action) => Median(WarmUp / 3, Measured / 6, action);

    private OuterLoop Loop(int threads, int shards)
    {
        var model = new Mlp(1, 40, 40, 1) { WeightInitializer = Initializers.TruncatedNormal(), BiasInitializer = Initializers.Zeros };
        var learner = new Maml(model, Loss.MeanSquaredError) { IsFirstOrder = Order == 1 };
        var loop = new OuterLoop(learner, Source, new TrainingOptions { MetaBatch = Episodes, Threads = threads, Shards = shards });
        loop.Load([.. learner.InitialValues(0).Select(values => Array.ConvertAll(values, value => (float)value))], null);
        return loop;
    }

    // Microseconds of one call: the median over samples of several calls each.
    private static double Median(TimeSpan warmUp, TimeSpan measured, Action action)
    {
        var samples = new List<double>();
        var total = Stopwatch.StartNew();
        while (total.Elapsed < warmUp + measured)
        {
            var each = Microseconds(action, CallsPerSample);
            if (total.Elapsed > warmUp) samples.Add(each);
        }
        samples.Sort();
        return samples[samples.Count / 2];
    }

    private static double Microseconds(Action action, int calls)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < calls; i++) action();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / calls;
    }
}
