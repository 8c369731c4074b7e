namespace MetaLearn.Reinforcement.Rollouts;

/// <summary>What is asked of the lengths of one episode's trajectories, whose arrays are <c>[trajectories, horizon, …]</c> with unused room behind an early end.</summary>
internal static class TrajectoryLengths
{
    /// <summary>Refuses an episode without trajectories and a trajectory without steps, which has neither a return nor an advantage.</summary>
    public static void Check(ReadOnlySpan<int> lengths, int horizon)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(horizon);
        if (lengths.IsEmpty) throw new ArgumentException("An episode needs at least 1 trajectory, found none.", nameof(lengths));
        for (var i = 0; i < lengths.Length; i++)
            if (lengths[i] < 1 || lengths[i] > horizon)
                throw new ArgumentException($"Trajectory {i} has {lengths[i]} steps, expected 1 to {horizon}.", nameof(lengths));
    }

    /// <summary>Refuses an array that does not have <paramref name="perStep"/> numbers for each step of each trajectory.</summary>
    public static void CheckCount(int count, ReadOnlySpan<int> lengths, int horizon, int perStep, string name)
    {
        if (count != (long)lengths.Length * horizon * perStep)
            throw new ArgumentException($"{lengths.Length} trajectories of at most {horizon} steps take {(long)lengths.Length * horizon * perStep} {name}, found {count}.", name);
    }
}
