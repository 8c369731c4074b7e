using MetaLearn.Reinforcement.Rollouts;

namespace MetaLearn.Reinforcement.Learning;

/// <summary>E-MAML's credit of what was sampled before adapting: the return after it, among the episodes of the iteration.</summary>
internal static class EpisodeCredit
{
    /// <summary>Returns centred over the episodes and scaled to unit deviation; 0 where all are alike.</summary>
    /// <param name="adapted">Trajectories of the adapted policies.</param>
    public static float[] Of(TrajectoryBatch adapted)
    {
        double[] returns = [.. Enumerable.Range(0, adapted.Episodes).Select(adapted.ReturnOf)];
        var mean = returns.Average();
        var deviation = Math.Sqrt(returns.Average(value => (value - mean) * (value - mean)));
        return [.. returns.Select(value => (float)((value - mean) / (deviation + 1e-8)))];
    }
}
