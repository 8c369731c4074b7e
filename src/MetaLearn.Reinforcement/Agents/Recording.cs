using System.Numerics.Tensors;
using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Environments;
using MetaLearn.Reinforcement.Rollouts;

namespace MetaLearn.Reinforcement.Agents;

/// <summary>
/// Trajectories of one agent on one goal, from which it adapts: <see cref="Begin"/>, then <see cref="Act"/> and <see cref="Reward"/> in turn, or <see cref="Add"/> for steps
/// that were logged. They may be of different lengths. Not thread-safe.
/// </summary>
/// <param name="agent">Who acts.</param>
public sealed class Recording(PolicyAgent agent)
{
    private readonly List<float> observations = [], actions = [], distributions = [];
    private readonly List<double> rewards = [];
    private readonly List<int> lengths = [];
    private readonly float[] distribution = new float[(agent ?? throw new ArgumentNullException(nameof(agent))).Policy.DistributionSize];
    private readonly float[] drawn = new float[agent.Policy.ActionSize];
    private bool isRewardDue;

    /// <summary>Who acts.</summary>
    public PolicyAgent Agent => agent;

    /// <summary>Trajectories that were begun.</summary>
    public int Trajectories => lengths.Count;

    /// <summary>Steps of all trajectories.</summary>
    public int Steps => rewards.Count;

    /// <summary>The undiscounted return: the mean over trajectories of the sum of rewards; NaN without a trajectory.</summary>
    public double MeanReturn => rewards.Sum() / lengths.Count;

    /// <summary>Begins a trajectory; the one before it has ended.</summary>
    /// <exception cref="InvalidOperationException">The last action has no reward yet.</exception>
    public void Begin()
    {
        CheckReward(isDue: false);
        lengths.Add(0);
    }

    /// <summary>The agent draws an action; what it saw and drew is kept.</summary>
    /// <param name="observation">What the policy sees.</param>
    /// <param name="random">The action follows from it.</param>
    /// <param name="action">Filled, in the environment's units and within its bounds: what is kept is what was drawn before it was cut to them.</param>
    /// <exception cref="ArgumentException">A wrong size, or a number that is not finite.</exception>
    /// <exception cref="InvalidOperationException">No trajectory was begun, or the last action has no reward yet.</exception>
    public void Act(ReadOnlySpan<float> observation, RandomStream random, Span<float> action)
    {
        ArgumentNullException.ThrowIfNull(random);
        PolicyAgent.CheckSize(action.Length, agent.Actions.Size, "action", nameof(action));
        See(observation);
        agent.Policy.Draw(distribution, random, drawn);
        Keep(observation);
        agent.Actions.ToEnvironment(drawn, action);
    }

    /// <summary>What the last action earned.</summary>
    /// <param name="reward">Finite.</param>
    /// <exception cref="ArgumentException">It is not finite.</exception>
    /// <exception cref="InvalidOperationException">There is no action without a reward.</exception>
    public void Reward(double reward)
    {
        CheckReward(isDue: true);
        CheckFinite(reward);
        rewards.Add(reward);
        lengths[^1]++;
        isRewardDue = false;
    }

    /// <summary>A step that the agent has done elsewhere.</summary>
    /// <param name="observation">What the policy saw.</param>
    /// <param name="drawn">As the policy drew it, before it was mapped and cut to the environment's bounds; of a choice, its number.</param>
    /// <param name="reward">What it earned: finite.</param>
    /// <exception cref="ArgumentException">A wrong size, a number that is not finite, or no such choice.</exception>
    /// <exception cref="InvalidOperationException">No trajectory was begun, or the last action has no reward yet.</exception>
    public void Add(ReadOnlySpan<float> observation, ReadOnlySpan<float> drawn, double reward)
    {
        PolicyAgent.CheckSize(drawn.Length, agent.Policy.ActionSize, "action", nameof(drawn));
        if (!TensorPrimitives.IsFiniteAll(drawn)) throw new ArgumentException("An action must be finite in every number.", nameof(drawn));
        if (agent.Actions is DiscreteActions choice) DiscreteActions.Choice(drawn, choice.Count);
        CheckFinite(reward);
        See(observation);
        drawn.CopyTo(this.drawn);
        Keep(observation);
        Reward(reward);
    }

    /// <summary>As a phase of one episode.</summary>
    internal TrajectoryBatch ToBatch()
    {
        if (isRewardDue) throw new ArgumentException("The recording's last action has no reward yet.");
        if (rewards.Count == 0) throw new ArgumentException($"A recording needs at least 1 step, found none in its {lengths.Count} trajectories.");
        var batch = new TrajectoryBatch(agent.Policy, 1, lengths.Count, lengths.Max());
        for (int i = 0, from = 0; i < lengths.Count; from += lengths[i++])
        {
            Lay(observations, batch.Observations, i, from, batch.ObservationSize);
            Lay(actions, batch.Actions, i, from, batch.ActionSize);
            Lay(distributions, batch.Distributions, i, from, batch.DistributionSize);
            Lay(rewards, batch.Rewards, i, from, 1);
        }
        lengths.CopyTo(batch.Lengths);
        batch.Weigh();
        return batch;

        void Lay<T>(List<T> kept, T[] rows, int trajectory, int from, int size) => kept.CopyTo(from * size, rows, trajectory * batch.Horizon * size, lengths[trajectory] * size);
    }

    private void See(ReadOnlySpan<float> observation)
    {
        if (lengths.Count == 0) throw new InvalidOperationException("No trajectory was begun; call Begin first.");
        CheckReward(isDue: false);
        agent.Distribute(observation, distribution);
    }

    private void Keep(ReadOnlySpan<float> observation)
    {
        observations.AddRange(observation);
        actions.AddRange(drawn);
        distributions.AddRange(distribution);
        isRewardDue = true;
    }

    private void CheckReward(bool isDue)
    {
        if (isRewardDue != isDue) throw new InvalidOperationException(isDue ? "There is no action to reward; call Act first." : "The last action has no reward yet; call Reward first.");
    }

    private static void CheckFinite(double reward)
    {
        if (!double.IsFinite(reward)) throw new ArgumentException($"A reward must be finite, found {reward}.", nameof(reward));
    }
}
