using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Environments;
using MetaLearn.Reinforcement.Rollouts;

namespace MetaLearn.Reinforcement.Learning;

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
    /// <param name="cancellation">Ends it between two rounds of trajectories.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <returns>For each goal, its mean returns by inner step, and trajectories that ended by a NaN or infinite state.</returns>
    public static PolicyReturns Measure(
        PolicyMaml maml, IReadOnlyList<float[]> parameters, EnvironmentFamily family, IReadOnlyList<double[]> goals, PolicyEvaluation settings, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(maml);
        ArgumentNullException.ThrowIfNull(family);
        ArgumentNullException.ThrowIfNull(goals);
        ArgumentNullException.ThrowIfNull(settings);
        var (returns, restarted) = (Empty(), settings.CountsRestarts ? Empty() : null);
        var (faults, faultsAgain) = (0, 0);
        foreach (var (step, batch, random, again) in Follow(maml, parameters, family, goals, settings))
        {
            cancellation.ThrowIfCancellationRequested();
            for (var goal = 0; goal < goals.Count; goal++) returns[goal][step] = batch.ReturnOf(goal);
            faults += batch.Faults.Count(fault => fault);
            if (restarted is null) continue;
            var counted = new RestartedReturns(goals.Count, settings.Trajectories, family.Horizon);
            counted.Add(batch);
            for (var round = 1UL; !counted.IsComplete; round++)
            {
                cancellation.ThrowIfCancellationRequested();
                var more = again(random.Split(AgainStream).Split(round));
                counted.Add(more);
                faultsAgain += more.Faults.Count(fault => fault);
            }
            for (var goal = 0; goal < goals.Count; goal++) restarted[goal][step] = counted.Of(goal);
        }
        return new(returns, faults) { Restarted = restarted is null ? null : new(restarted, faults + faultsAgain) };

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
