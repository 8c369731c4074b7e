using MetaLearn.Autodiff;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Reinforcement.Environments;

/// <summary>
/// Many environments of a family that are stepped in one call: for each episode as many as there are trajectories, episode after episode. Each has a stream of its own, so
/// the results are the same bits for any number of threads. An environment whose trajectory has ended rests until the next reset: reward 0, observation 0.
/// </summary>
public sealed class EnvironmentBatch : IDisposable
{
    // Enough for two threads to balance, few enough for what one part costs to be work.
    private const int Parts = 16;

    private readonly EnvironmentStates states;
    private readonly float[] actions;
    private readonly Crew crew;
    private double[][] goals = [];
    private RandomStream random = new(0);
    private bool isResetting;

    /// <summary>Makes the environments.</summary>
    /// <param name="family">Of the environments.</param>
    /// <param name="episodes">Goals: at least 1.</param>
    /// <param name="trajectories">For each goal: at least 1.</param>
    /// <param name="threads">At least 1.</param>
    /// <exception cref="ArgumentException">More environments than an array holds.</exception>
    public EnvironmentBatch(EnvironmentFamily family, int episodes, int trajectories, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(family);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(episodes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trajectories);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        var numbers = Math.BigMul(episodes, trajectories) * (Int128)Math.Max(family.ObservationSize, family.Actions.Size);
        if (numbers > Array.MaxLength) throw new ArgumentException($"{episodes:N0} goals with {trajectories:N0} environments each are more than an array holds; take fewer.");
        (Family, Episodes, Trajectories) = (family, episodes, trajectories);
        states = new(family, Count);
        actions = new float[Count * family.Actions.Size];
        crew = new(threads, (part, _) => RunPart(part));
    }

    /// <summary>Of the environments.</summary>
    public EnvironmentFamily Family { get; }

    /// <summary>Goals.</summary>
    public int Episodes { get; }

    /// <summary>Environments of each goal.</summary>
    public int Trajectories { get; }

    /// <summary>All environments.</summary>
    public int Count => Episodes * Trajectories;

    /// <summary>Steps since the reset.</summary>
    public int Time { get; private set; }

    /// <summary>The present observations, <c>[episodes, trajectories, observation]</c>.</summary>
    public ReadOnlySpan<float> Observations => states.Observations;

    /// <summary>Of the last step, <c>[episodes, trajectories]</c>.</summary>
    public ReadOnlySpan<double> Rewards => states.Rewards;

    /// <summary>Which trajectories go on, <c>[episodes, trajectories]</c>.</summary>
    public ReadOnlySpan<bool> IsActive => states.IsActive;

    /// <summary>Which trajectories have come to a true end, <c>[episodes, trajectories]</c>; those that the horizon has cut have not.</summary>
    public ReadOnlySpan<bool> IsTerminated => states.IsTerminated;

    /// <summary>Which trajectories the horizon has cut, <c>[episodes, trajectories]</c>.</summary>
    public ReadOnlySpan<bool> IsTruncated => states.IsTruncated;

    /// <summary>Which trajectories ended because a state, an observation or a reward was NaN or infinite, <c>[episodes, trajectories]</c>.</summary>
    public ReadOnlySpan<bool> IsFaulty => states.IsFaulty;

    /// <summary>Whether any trajectory goes on.</summary>
    public bool IsAnyActive => states.IsActive.Contains(true);

    /// <summary>Starts a trajectory in each environment.</summary>
    /// <param name="goals">One for each episode.</param>
    /// <param name="random">Environment i takes the stream below it with number i.</param>
    public void Reset(IReadOnlyList<double[]> goals, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(goals);
        ArgumentNullException.ThrowIfNull(random);
        if (goals.Count != Episodes) throw new ArgumentException($"There are {Episodes} episodes, found {goals.Count} goals.", nameof(goals));
        if (goals.FirstOrDefault(goal => goal.Length != Family.GoalSize) is { } wrong)
            throw new ArgumentException($"A goal of {Family.Name} has {Family.GoalSize} numbers, found {wrong.Length}.", nameof(goals));
        (this.goals, this.random, isResetting, Time) = ([.. goals], random, true, 0);
        crew.Run(Math.Min(Parts, Count));
    }

    /// <summary>Acts once in every environment whose trajectory goes on.</summary>
    /// <param name="drawn">What the policy drew, <c>[episodes, trajectories, action]</c>: the action space maps it to what the environments take.</param>
    /// <exception cref="ArgumentException">Another number of actions.</exception>
    public void Step(ReadOnlySpan<float> drawn)
    {
        if (drawn.Length != actions.Length)
            throw new ArgumentException($"{Count} environments take {Family.Actions.Size} numbers each, {actions.Length} in all; found {drawn.Length}.", nameof(drawn));
        drawn.CopyTo(actions);
        isResetting = false;
        Time++;
        crew.Run(Math.Min(Parts, Count));
    }

    /// <summary>Ends the threads and the environments.</summary>
    public void Dispose()
    {
        crew.Dispose();
        states.Dispose();
    }

    private void RunPart(int part)
    {
        var parts = Math.Min(Parts, Count);
        var (start, end) = ((int)((long)Count * part / parts), (int)((long)Count * (part + 1) / parts));
        var size = Family.Actions.Size;
        for (var i = start; i < end; i++)
            if (isResetting) states.Start(i, goals[i / Trajectories], random.Split((ulong)i));
            else states.Step(i, actions.AsSpan(i * size, size), Time);
    }
}
