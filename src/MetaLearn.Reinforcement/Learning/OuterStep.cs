using MetaLearn.Reinforcement.Rollouts;

namespace MetaLearn.Reinforcement.Learning;

/// <summary>An outer update that is compiled for a learner: programs and the optimiser's state.</summary>
internal abstract class OuterStep : IDisposable
{
    /// <summary>The optimiser's arrays, as names and values; none where it has no memory.</summary>
    public virtual IReadOnlyList<(string Name, float[] Values)> State => [];

    /// <summary>One update.</summary>
    /// <param name="parameters">θ, replaced by the next ones, or left as they are.</param>
    /// <param name="phases">The trajectories before adapting, after each step, and after the last.</param>
    /// <param name="iteration">From 0.</param>
    public abstract OuterReport Step(float[][] parameters, IReadOnlyList<TrajectoryBatch> phases, long iteration);

    public abstract void Dispose();
}
