using MetaLearn.Reinforcement.Rollouts;

namespace MetaLearn.Reinforcement.Learning;

/// <summary>Settings of the outer loop of policies. Defaults are those of the MAML paper's half-cheetah and ant.</summary>
public sealed record PolicyTrainingOptions
{
    /// <summary>Outer updates: at least 0; 500 by default.</summary>
    public long Iterations { get; init => field = Require.NotNegative(value); } = 500;

    /// <summary>Goals of an iteration: at least 1; 40 by default.</summary>
    public int MetaBatch { get; init => field = Require.Positive(value); } = 40;

    /// <summary>Trajectories of each goal and phase: at least 1; 20 by default.</summary>
    public int Trajectories { get; init => field = Require.Positive(value); } = 20;

    /// <summary>From rewards to advantages.</summary>
    public Credit Credit { get; init; } = new();

    /// <summary>From trajectories to better parameters; the trust region by default.</summary>
    public OuterUpdate Update { get; init; } = new TrustRegion();

    /// <summary>All randomness follows from it.</summary>
    public ulong Seed { get; init; }

    /// <summary>At least 1; makes no difference to the result.</summary>
    public int Threads { get; init => field = Require.Positive(value); } = System.Environment.ProcessorCount;
}
