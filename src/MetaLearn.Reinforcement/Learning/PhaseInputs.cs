using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Policies;
using MetaLearn.Reinforcement.Rollouts;

namespace MetaLearn.Reinforcement.Learning;

/// <summary>The leaves that hold one episode's trajectories of one phase: rows are steps, trajectory after trajectory.</summary>
public sealed class PhaseInputs
{
    /// <summary>Makes the leaves.</summary>
    /// <param name="policy">Gives the sizes.</param>
    /// <param name="trajectories">At least 1.</param>
    /// <param name="horizon">Rows of a trajectory: at least 1.</param>
    /// <param name="phase">0 before adapting; for names.</param>
    public PhaseInputs(Policy policy, int trajectories, int horizon, int phase = 0)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trajectories);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(horizon);
        (Trajectories, Horizon) = (trajectories, horizon);
        var rows = trajectories * horizon;
        Observations = Leaf("observations", new(rows, policy.ObservationSize));
        Actions = Leaf("actions", new(rows, policy.ActionSize));
        Distribution = Leaf("distribution", new(rows, policy.DistributionSize));
        Advantages = Leaf("advantages", new(rows));
        Weights = Leaf("weights", new(rows));
        DiscountedRewards = Leaf("discounted rewards", new(rows));
        DiscountedValues = Leaf("discounted values", new(rows));
        Input Leaf(string name, Shape shape) => new($"{name} of phase {phase}", shape);
    }

    /// <summary>Of an episode.</summary>
    public int Trajectories { get; }

    /// <summary>Rows of a trajectory.</summary>
    public int Horizon { get; }

    /// <summary><c>[rows, observation]</c>.</summary>
    public Input Observations { get; }

    /// <summary><c>[rows, action]</c>.</summary>
    public Input Actions { get; }

    /// <summary>What the actions were drawn from, <c>[rows, distribution]</c>.</summary>
    public Input Distribution { get; }

    /// <summary><c>[rows]</c>.</summary>
    public Input Advantages { get; }

    /// <summary><c>[rows]</c>; they sum to 1, and rows behind a trajectory's end have 0.</summary>
    public Input Weights { get; }

    /// <summary>γᵗ rₜ, <c>[rows]</c>.</summary>
    public Input DiscountedRewards { get; }

    /// <summary>γᵗ times the baseline, <c>[rows]</c>.</summary>
    public Input DiscountedValues { get; }

    /// <summary>Puts trajectories into the leaves, as far as the program reads them.</summary>
    internal void Fill(Executor<float> executor, TrajectoryBatch batch)
    {
        executor.Fill(Observations, batch.Observations);
        executor.Fill(Actions, batch.Actions);
        executor.Fill(Distribution, batch.Distributions);
        executor.Fill(Advantages, batch.Advantages);
        executor.Fill(Weights, batch.Weights);
        executor.Fill(DiscountedRewards, batch.DiscountedRewards);
        executor.Fill(DiscountedValues, batch.DiscountedValues);
    }
}
