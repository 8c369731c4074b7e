using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Environments;
using MetaLearn.Reinforcement.Rollouts;

namespace MetaLearn.Reinforcement.Learning;

/// <summary>How policies are measured on goals. Defaults are the published half-cheetah's: three steps on twenty trajectories each.</summary>
public sealed record PolicyEvaluation
{
    /// <summary>Inner steps: at least 0; 3 by default.</summary>
    public int Steps { get; init => field = Require.NotNegative(value); } = 3;

    /// <summary>Trajectories of each goal, for each step and each measurement: at least 1; 20 by default.</summary>
    public int Trajectories { get; init => field = Require.Positive(value); } = 20;

    /// <summary>Multiplies α in the steps that training had too, at least the first: positive; 1 by default.</summary>
    public double FirstRateFactor { get; init => field = Require.Positive(value); } = 1;

    /// <summary>Multiplies α in the later steps: positive; ½ by default, as published.</summary>
    public double LaterRateFactor { get; init => field = Require.Positive(value); } = 0.5;

    /// <summary>Whether <see cref="PolicyReturns.Restarted"/> is measured too, with trajectories of its own; false by default.</summary>
    public bool CountsRestarts { get; init; }

    /// <summary>From rewards to advantages.</summary>
    public Credit Credit { get; init; } = new();

    /// <summary>All randomness follows from it.</summary>
    public ulong Seed { get; init; }

    /// <summary>At least 1; makes no difference to the result.</summary>
    public int Threads { get; init => field = Require.Positive(value); } = System.Environment.ProcessorCount;

    /// <summary>What multiplies α in an inner step: those that training had, or the first, are not later ones.</summary>
    /// <param name="step">0, 1, ….</param>
    /// <param name="trained">Inner steps of the training.</param>
    internal double RateFactor(int step, int trained) => step < Math.Max(1, trained) ? FirstRateFactor : LaterRateFactor;
}

/// <summary>Adapts a trained policy to goals and measures its returns on the way.</summary>
public static class PolicyEvaluator
{
    // Below a phase's stream, beside those of its environments and its draws.
    private const ulong AgainStream = 2;

    /// <summary>The undiscounted return of every goal after 0, 1, … inner steps: the trajectories that measure step k are those that step k + 1 learns from, as published.</summary>
    /// <param name="maml">Learner.</param>
    /// <param name="parameters">Its trained parameters.</param>
    /// <param name="family">Of the environments.</param>
    /// <param name="goals">At least 1.</param>
    /// <param name="settings">Of the measurement.</param>
    /// <returns>For each goal, its mean returns by inner step, and trajectories that ended by a NaN or infinite state.</returns>
    public static PolicyReturns Measure(PolicyMaml maml, IReadOnlyList<float[]> parameters, EnvironmentFamily family, IReadOnlyList<double[]> goals, PolicyEvaluation settings)
    {
        ArgumentNullException.ThrowIfNull(maml);
        ArgumentNullException.ThrowIfNull(family);
        ArgumentNullException.ThrowIfNull(goals);
        ArgumentNullException.ThrowIfNull(settings);
        var (returns, restarted) = (Empty(), settings.CountsRestarts ? Empty() : null);
        var faults = 0;
        foreach (var (step, batch, random, again) in Follow(maml, parameters, family, goals, settings))
        {
            for (var goal = 0; goal < goals.Count; goal++) returns[goal][step] = batch.ReturnOf(goal);
            faults += batch.Faults.Count(fault => fault);
            if (restarted is null) continue;
            var counted = new RestartedReturns(goals.Count, settings.Trajectories, family.Horizon);
            counted.Add(batch);
            for (var round = 1UL; !counted.IsComplete; round++) counted.Add(again(random.Split(AgainStream).Split(round)));
            for (var goal = 0; goal < goals.Count; goal++) restarted[goal][step] = counted.Of(goal);
        }
        return new(returns, faults) { Restarted = restarted is null ? null : new(restarted, faults) };

        double[][] Empty() => [.. goals.Select(_ => new double[settings.Steps + 1])];
    }

    /// <summary>
    /// The trajectories after 0, 1, … inner steps, one batch that is filled anew, the stream that each follows from, and what lets the same policies act once more from another stream.
    /// </summary>
    internal static IEnumerable<(int Step, TrajectoryBatch Batch, RandomStream Random, Func<RandomStream, TrajectoryBatch> Again)> Follow(
        PolicyMaml maml, IReadOnlyList<float[]> parameters, EnvironmentFamily family, IReadOnlyList<double[]> goals, PolicyEvaluation settings)
    {
        using var sampler = new RolloutSampler(maml.Policy, family, goals.Count, settings.Trajectories, settings.Threads);
        using var adapter = new PolicyAdapter(maml, goals.Count, settings.Trajectories, family.Horizon, settings.Threads);
        var batch = sampler.CreateBatch();
        TrajectoryBatch? more = null;
        var random = new RandomStream(settings.Seed).Split(2);
        var current = adapter.Start(parameters);
        for (var step = 0; step <= settings.Steps; step++)
        {
            var ofStep = random.Split((ulong)step);
            sampler.Sample(current, goals, ofStep, batch);
            yield return (step, batch, ofStep, Again);
            if (step == settings.Steps) break;
            settings.Credit.Assign(batch, settings.Threads);
            current = adapter.Next(current, parameters, batch, step, settings.RateFactor(step, maml.Steps));
        }

        TrajectoryBatch Again(RandomStream from)
        {
            more ??= sampler.CreateBatch();
            sampler.Sample(current, goals, from, more);
            return more;
        }
    }
}

/// <summary>Returns of goals by inner step.</summary>
/// <param name="ByGoal">For each goal after 0, 1, … inner steps.</param>
/// <param name="Faults">Trajectories that ended by a NaN or infinite state.</param>
public sealed record PolicyReturns(IReadOnlyList<double[]> ByGoal, int Faults)
{
    /// <summary>
    /// The same policies' returns as the sampler behind MAML's published figures counts them: environments start again until a horizon's steps for each are done, and the return is the mean
    /// over the trajectories that ended, among which short ones are more frequent. Null where it was not asked for.
    /// </summary>
    public PolicyReturns? Restarted { get; init; }

    /// <summary>The mean over goals after some inner steps.</summary>
    /// <param name="step">0, 1, ….</param>
    public double MeanAfter(int step) => ByGoal.Average(returns => returns[step]);

    /// <summary>Half width of its 95% interval, 1.96 σ/√goals.</summary>
    /// <param name="step">0, 1, ….</param>
    public double IntervalAfter(int step) => Interval([.. ByGoal.Select(returns => returns[step])]);

    /// <summary>These returns less others on the same goals: the mean of the differences and half width of its 95% interval, paired by goal.</summary>
    /// <param name="others">Of the same goals in the same order.</param>
    /// <param name="step">0, 1, …, that both have.</param>
    /// <exception cref="ArgumentException">There are other goals.</exception>
    public (double Mean, double Interval) MinusAfter(PolicyReturns others, int step)
    {
        ArgumentNullException.ThrowIfNull(others);
        if (others.ByGoal.Count != ByGoal.Count) throw new ArgumentException($"There are {ByGoal.Count} goals here and {others.ByGoal.Count} there.", nameof(others));
        double[] differences = [.. ByGoal.Zip(others.ByGoal, (here, there) => here[step] - there[step])];
        return (differences.Average(), Interval(differences));
    }

    /// <summary>The share of goals whose return some inner steps made worse than none: negative adaptation.</summary>
    /// <param name="step">1, 2, ….</param>
    public double ShareWorseAfter(int step) => ByGoal.Average(returns => returns[step] < returns[0] ? 1.0 : 0.0);

    private static double Interval(double[] values)
    {
        var mean = values.Average();
        return 1.96 * Math.Sqrt(values.Average(value => (value - mean) * (value - mean)) / values.Length);
    }
}
