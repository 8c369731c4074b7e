using System.Diagnostics;
using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;
using MetaLearn.Training;

namespace MetaLearn.Benchmarks;

/// <summary>One timed setting: whole outer iterations, sampling and the outer optimiser included.</summary>
/// <param name="Name">As in the table.</param>
/// <param name="Order">2 for exact MAML, 1 for first-order.</param>
/// <param name="Episodes">Meta-batch.</param>
public sealed record SpeedCase(string Name, int Order, int Episodes)
{
    private const int Turns = 101, FewestSamples = 5;
    private const double EnoughCores = 0.9;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1.5), Measured = TimeSpan.FromSeconds(2);

    // Long enough for the clock, short enough for many samples.
    private static readonly TimeSpan ASample = TimeSpan.FromMilliseconds(5), ATurn = TimeSpan.FromMilliseconds(20), Profiled = TimeSpan.FromMilliseconds(500);

    private Func<SpeedProblem> Problem { get; init; } = SpeedProblem.Sinusoid;

    /// <summary>
    /// The cases: <c>sinusoid-k10</c> is the MAML paper's sinusoid iteration (25 episodes, K = 10, one inner step), <c>sinusoid-k10-single</c> the
    /// same with one episode at a time; <c>omniglot-5w1s</c> and <c>omniglot-20w1s</c> are the paper's Omniglot iterations (one inner step and five), those with
    /// <c>q15</c> have 15 queries a class and five inner steps, <c>miniimagenet-5w1s</c> is the paper's of 84×84.
    /// </summary>
    public static IReadOnlyList<SpeedCase> All { get; } =
    [
        .. Both("sinusoid-k10", 25, SpeedProblem.Sinusoid),
        .. Both("sinusoid-k10-single", 1, SpeedProblem.Sinusoid),
        .. Both("omniglot-5w1s", 32, () => SpeedProblem.Omniglot(5, 1, 1, 1)),
        .. Both("omniglot-5w1s-q15", 4, () => SpeedProblem.Omniglot(5, 1, 15, 5)),
        .. Both("omniglot-5w5s-q15", 4, () => SpeedProblem.Omniglot(5, 5, 15, 5)),
        .. Both("omniglot-20w1s", 16, () => SpeedProblem.Omniglot(20, 1, 1, 5)),
        .. Both("miniimagenet-5w1s", 4, () => SpeedProblem.MiniImageNet(5, 1, 15, 5)),
    ];

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
    /// meets both, and the median over the turns is taken. A turn counts only if the machine had a core for every thread just before and just after it.
    /// </summary>
    /// <param name="threads">At least 1.</param>
    /// <param name="shards">Parts of the meta-batch, at least 1.</param>
    public ScalingResult Speedup(int threads, int shards = Executor<float>.DefaultShards)
    {
        using var one = Loop(threads: 1, shards);
        using var many = Loop(threads, shards);
        var ratios = new List<double>();
        long ofOne = 0, ofMany = 0;
        var calls = Calls(() => one.Step(ofOne++), ATurn);
        for (var turn = 0; turn < Turns; turn++)
        {
            var before = ArithmeticPeak.Available(threads);
            var ratio = Microseconds(() => one.Step(ofOne++), calls) / Microseconds(() => many.Step(ofMany++), calls);
            if (Math.Min(before, ArithmeticPeak.Available(threads)) >= EnoughCores * threads) ratios.Add(ratio);
        }
        ratios.Sort();
        return new(ratios.Count == 0 ? double.NaN : ratios[ratios.Count / 2], Turns, ratios.Count);
    }

    /// <summary>Where the time goes: every stage timed by itself on one thread.</summary>
    public IReadOnlyList<StageTime> Stages(int shards = Executor<float>.DefaultShards)
    {
        using var loop = Loop(threads: 1, shards);
        var source = Problem().Source;
        var batch = new EpisodeBatch(source.Shape, Episodes);
        var sampling = Brief(() => batch.Fill(source, 0, 0));
        var stages = new List<StageTime> { new("sampling", sampling, null) };
        long iteration = 0;
        var whole = Brief(() => loop.Step(iteration++));
        stages.AddRange(loop.GradientExecutor.Profile(Calls(() => loop.GradientExecutor.Run(), Profiled)).Select(profile
            => new StageTime($"meta-gradient: {profile.Kind} ({profile.Instructions})", profile.Microseconds, profile.Operations / profile.Microseconds / 1e3)));
        var gradient = Brief(() => loop.GradientExecutor.Run());
        stages.Add(new("meta-gradient, whole", gradient, loop.OperationsPerIteration / gradient / 1e3));
        stages.Add(new("optimiser and copies between the programs", whole - gradient - sampling, null));
        stages.Add(new("iteration, one thread", whole, loop.OperationsPerIteration / whole / 1e3));
        return stages;
    }

    private static double Brief(Action action) => Median(WarmUp / 3, Measured / 6, action);

    private static SpeedCase[] Both(string name, int episodes, Func<SpeedProblem> problem)
        => [new(name, 2, episodes) { Problem = problem }, new(name, 1, episodes) { Problem = problem }];

    private OuterLoop Loop(int threads, int shards)
    {
        var problem = Problem();
        var learner = new Maml(problem.Model, problem.Loss)
        {
            IsFirstOrder = Order == 1,
            InnerLearningRate = problem.InnerLearningRate,
            Steps = problem.InnerSteps,
        };
        var loop = new OuterLoop(learner, problem.Source, new TrainingOptions { MetaBatch = Episodes, Threads = threads, Shards = shards });
        loop.Load([.. learner.InitialValues(0).Select(values => Array.ConvertAll(values, value => (float)value))], null);
        return loop;
    }

    // Microseconds of one call: the median over samples of several calls each.
    private static double Median(TimeSpan warmUp, TimeSpan measured, Action action)
    {
        var samples = new List<double>();
        var total = Stopwatch.StartNew();
        var calls = Calls(action, ASample);
        while (total.Elapsed < warmUp + measured || samples.Count < FewestSamples)
        {
            var each = Microseconds(action, calls);
            if (total.Elapsed > warmUp) samples.Add(each);
        }
        samples.Sort();
        return samples[samples.Count / 2];
    }

    private static int Calls(Action action, TimeSpan duration)
    {
        action();
        return (int)Math.Max(1, duration.TotalMicroseconds / Microseconds(action, calls: 1));
    }

    private static double Microseconds(Action action, int calls)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < calls; i++) action();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / calls;
    }
}
