namespace MetaLearn.Reinforcement.Rollouts;

/// <summary>What is asked of the lengths of one episode's trajectories, whose arrays are <c>[trajectories, horizon, …]</c> with unused room behind an early end.</summary>
internal static class TrajectoryLengths
{
    /// <summary>Refuses an episode without a single step. A trajectory of none among others, whose very first state was no number, is as if it were not there.</summary>
    public static void Check(ReadOnlySpan<int> lengths, int horizon)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(horizon);
        if (lengths.IsEmpty) throw new ArgumentException("An episode needs at least 1 trajectory, found none.", nameof(lengths));
        for (var i = 0; i < lengths.Length; i++)
            if (lengths[i] < 0 || lengths[i] > horizon)
                throw new ArgumentException($"Trajectory {i} has {lengths[i]} steps, expected 0 to {horizon}.", nameof(lengths));
        if (!lengths.ContainsAnyExcept(0)) throw new ArgumentException($"An episode needs at least 1 step, found none in its {lengths.Length} trajectories.", nameof(lengths));
    }

    /// <summary>Refuses an array that does not have <paramref name="perStep"/> numbers for each step of each trajectory.</summary>
    public static void CheckCount(int count, ReadOnlySpan<int> lengths, int horizon, int perStep, string name)
    {
        if (count != (long)lengths.Length * horizon * perStep)
            throw new ArgumentException($"{lengths.Length} trajectories of at most {horizon} steps take {(long)lengths.Length * horizon * perStep} {name}, found {count}.", name);
    }
}
