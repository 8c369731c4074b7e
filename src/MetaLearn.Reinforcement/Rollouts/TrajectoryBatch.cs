using MetaLearn.Reinforcement.Policies;

namespace MetaLearn.Reinforcement.Rollouts;

/// <summary>
/// What a policy did in one phase: for each episode some trajectories, each of at most a horizon's steps. Steps behind a trajectory's end are rows of zeros with weight 0, so
/// that programs keep their shape and sums over rows are sums over steps.
/// </summary>
public sealed class TrajectoryBatch
{
    internal TrajectoryBatch(Policy policy, int episodes, int trajectories, int horizon)
    {
        (Episodes, Trajectories, Horizon) = (episodes, trajectories, horizon);
        (ObservationSize, ActionSize, DistributionSize) = (policy.ObservationSize, policy.ActionSize, policy.DistributionSize);
        CheckCount(policy, episodes, trajectories, horizon);
        var rows = episodes * RowsPerEpisode;
        (Observations, Actions, Distributions) = (new float[rows * ObservationSize], new float[rows * ActionSize], new float[rows * DistributionSize]);
        (Rewards, Advantages, Weights) = (new double[rows], new float[rows], new float[rows]);
        (DiscountedRewards, DiscountedValues) = (new float[rows], new float[rows]);
        (Lengths, Faults) = (new int[episodes * trajectories], new bool[episodes * trajectories]);
    }

    /// <summary>Goals.</summary>
    public int Episodes { get; }

    /// <summary>Of each episode.</summary>
    public int Trajectories { get; }

    /// <summary>Most steps of a trajectory.</summary>
    public int Horizon { get; }

    /// <summary>Rows of one episode's arrays.</summary>
    public int RowsPerEpisode => Trajectories * Horizon;

    /// <summary>Numbers of an observation.</summary>
    public int ObservationSize { get; }

    /// <summary>Numbers of an action.</summary>
    public int ActionSize { get; }

    /// <summary>Numbers of the policy's distribution.</summary>
    public int DistributionSize { get; }

    /// <summary>Before each step, <c>[episodes, trajectories, horizon, observation]</c>.</summary>
    public float[] Observations { get; }

    /// <summary>As the policy drew them, <c>[episodes, trajectories, horizon, action]</c>.</summary>
    public float[] Actions { get; }

    /// <summary>What the actions were drawn from, <c>[episodes, trajectories, horizon, distribution]</c>.</summary>
    public float[] Distributions { get; }

    /// <summary><c>[episodes, trajectories, horizon]</c>.</summary>
    public double[] Rewards { get; }

    /// <summary>How much better than expected each action was, <c>[episodes, trajectories, horizon]</c>; filled by <see cref="Credit"/>.</summary>
    public float[] Advantages { get; }

    /// <summary>1 over the episode's number of steps for each step, 0 behind a trajectory's end: <c>[episodes, trajectories, horizon]</c>.</summary>
    public float[] Weights { get; }

    /// <summary>γᵗ rₜ in the unit of the advantages, for DiCE, <c>[episodes, trajectories, horizon]</c>; filled by <see cref="Credit"/>.</summary>
    public float[] DiscountedRewards { get; }

    /// <summary>γᵗ times the baseline in the unit of the advantages, for DiCE, <c>[episodes, trajectories, horizon]</c>; filled by <see cref="Credit"/>.</summary>
    public float[] DiscountedValues { get; }

    /// <summary>Steps of each trajectory, <c>[episodes, trajectories]</c>, 0 where the very first state was NaN or infinite.</summary>
    public int[] Lengths { get; }

    /// <summary>Whether each trajectory ended by a NaN or infinite state, <c>[episodes, trajectories]</c>.</summary>
    public bool[] Faults { get; }

    /// <summary>Steps of all trajectories.</summary>
    public long Steps => Lengths.Sum(length => (long)length);

    /// <summary>The undiscounted return of an episode: the mean over its trajectories of the sum of rewards.</summary>
    /// <param name="episode">0, 1, ….</param>
    public double ReturnOf(int episode)
    {
        var sum = 0.0;
        foreach (var reward in Rewards.AsSpan(episode * RowsPerEpisode, RowsPerEpisode)) sum += reward;
        return sum / Trajectories;
    }

    /// <summary>Refuses a batch of more numbers than an array holds.</summary>
    /// <exception cref="ArgumentException">It is one.</exception>
    internal static void CheckCount(Policy policy, int episodes, int trajectories, int horizon)
    {
        var perStep = Math.Max(Math.Max(policy.ObservationSize, policy.ActionSize), policy.DistributionSize);
        if ((Int128)episodes * trajectories * horizon * perStep > Array.MaxLength)
            throw new ArgumentException($"{episodes:N0} goals with {trajectories:N0} trajectories at a horizon of {horizon:N0} take more numbers than an array holds, which is {Array.MaxLength:N0}; take fewer.");
    }

    /// <summary>Refuses a batch of other sizes.</summary>
    internal void CheckSizes(Policy policy, int episodes, int trajectories, int horizon)
    {
        if ((Episodes, Trajectories, Horizon) != (episodes, trajectories, horizon))
            throw new ArgumentException($"Expected a batch of {episodes} episodes with {trajectories} trajectories of {horizon} steps each, found {Episodes} with {Trajectories} of {Horizon}; CreateBatch makes one that fits.");
        if ((ObservationSize, ActionSize, DistributionSize) != (policy.ObservationSize, policy.ActionSize, policy.DistributionSize))
            throw new ArgumentException($"Expected a batch of observations, actions and distributions of {policy.ObservationSize}, {policy.ActionSize} and {policy.DistributionSize} numbers, found {ObservationSize}, {ActionSize} and {DistributionSize}; CreateBatch makes one that fits.");
    }

    /// <summary>Empties it for a new phase.</summary>
    internal void Clear()
    {
        foreach (var array in (float[][])[Observations, Actions, Distributions, Advantages, Weights, DiscountedRewards, DiscountedValues]) Array.Clear(array);
        Array.Clear(Rewards);
        Array.Clear(Lengths);
        Array.Clear(Faults);
    }

    /// <summary>Every step counts alike in its episode, however long its trajectory.</summary>
    internal void Weigh()
    {
        for (var episode = 0; episode < Episodes; episode++)
        {
            var lengths = Lengths.AsSpan(episode * Trajectories, Trajectories);
            var steps = 0L;
            foreach (var length in lengths) steps += length;
            // Every first state was no number: there is nothing to learn of this goal, and the others go on.
            if (steps == 0) continue;
            for (var i = 0; i < lengths.Length; i++) Weights.AsSpan((episode * Trajectories + i) * Horizon, lengths[i]).Fill(1f / steps);
        }
    }
}
