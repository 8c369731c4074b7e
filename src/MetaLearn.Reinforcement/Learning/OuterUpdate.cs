using MetaLearn.Reinforcement.Rollouts;

namespace MetaLearn.Reinforcement.Learning;

/// <summary>How the outer loop turns the trajectories of an iteration into better parameters.</summary>
public abstract record OuterUpdate
{
    private protected OuterUpdate()
    {
    }

    /// <summary>Weight of E-MAML's exploration term (Stadie et al. 2018), by which actions before adapting earn what they made possible: at least 0; 0, none, by default.</summary>
    public double Exploration { get; init => field = Require.NotNegative(value); }

    /// <summary>Compiles it.</summary>
    /// <param name="maml">Learner.</param>
    /// <param name="episodes">Of an iteration.</param>
    /// <param name="trajectories">Of a phase.</param>
    /// <param name="horizon">Of a trajectory.</param>
    /// <param name="threads">At least 1.</param>
    internal abstract OuterStep Compile(PolicyMaml maml, int episodes, int trajectories, int horizon, int threads);
}

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

/// <summary>What an outer update did.</summary>
/// <param name="IsAccepted">Whether the parameters changed.</param>
/// <param name="LossBefore">The surrogate loss before it.</param>
/// <param name="LossAfter">After it.</param>
/// <param name="Divergence">Mean KL between the adapted policies before and after it, in nats; NaN where it is not looked at.</param>
/// <param name="Backtracks">Times that the line search shortened the step.</param>
/// <param name="GradientTime">Of the meta-gradient, and of the step's direction.</param>
/// <param name="SearchTime">Of the line search.</param>
public sealed record OuterReport(bool IsAccepted, double LossBefore, double LossAfter, double Divergence, int Backtracks, TimeSpan GradientTime, TimeSpan SearchTime);
