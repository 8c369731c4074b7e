using MetaLearn.Reinforcement.Rollouts;

namespace MetaLearn.Reinforcement.Learning;

/// <summary>
/// Returns as the sampler behind the published figures counts them: every environment starts again when its trajectory ends, until the trajectories that have ended hold as many steps as one
/// horizon in each environment, and the return is the mean over those. Short trajectories count more often than among as many trajectories each, so where a goal ends a trajectory the
/// figure is better.
/// </summary>
/// <param name="episodes">Goals.</param>
/// <param name="trajectories">Environments of each goal.</param>
/// <param name="horizon">Most steps of a trajectory.</param>
internal sealed class RestartedReturns(int episodes, int trajectories, int horizon)
{
    // When each environment's last trajectory so far has ended, and all that have, by goal.
    private readonly int[] times = new int[episodes * trajectories];
    private readonly List<(int End, int Environment, int Length, double Return)>[] ended = [.. Enumerable.Range(0, episodes).Select(_ => new List<(int, int, int, double)>())];

    private int Wanted => trajectories * horizon;

    /// <summary>
    /// Whether every goal has its steps: what has ended by the time up to which all its environments are known. After two horizons it has, unless trajectories failed before their first step.
    /// </summary>
    public bool IsComplete => Enumerable.Range(0, episodes).All(episode
        => KnownUntil(episode) is var known && (known >= 2 * horizon || ended[episode].Where(one => one.End <= known).Sum(one => one.Length) >= Wanted));

    /// <summary>Adds the next trajectory of every environment. One without a step, whose first state was no number, is none.</summary>
    public void Add(TrajectoryBatch batch)
    {
        for (var environment = 0; environment < times.Length; environment++)
        {
            var length = batch.Lengths[environment];
            // As if it had rested for a horizon, so that time goes on.
            times[environment] += length == 0 ? horizon : length;
            if (length == 0) continue;
            var sum = 0.0;
            foreach (var reward in batch.Rewards.AsSpan(environment * horizon, length)) sum += reward;
            ended[environment / trajectories].Add((times[environment], environment, length, sum));
        }
    }

    /// <summary>The return of a goal, once complete; 0 where no trajectory had a step.</summary>
    public double Of(int episode)
    {
        var (steps, count, sum, at) = (0, 0, 0.0, 0);
        foreach (var (end, _, length, value) in ended[episode].OrderBy(one => one.End).ThenBy(one => one.Environment))
        {
            // Those that end with the one that completes the steps count too.
            if (steps >= Wanted && end > at) break;
            (steps, count, sum, at) = (steps + length, count + 1, sum + value, end);
        }
        return sum / Math.Max(1, count);
    }

    private int KnownUntil(int episode) => times.AsSpan(episode * trajectories, trajectories).ToArray().Min();
}
