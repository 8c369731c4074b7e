using MetaLearn.Autodiff;

namespace MetaLearn.Reinforcement.Environments;

/// <summary>
/// Environments that differ in a hidden goal: where to walk, how fast, what an arm pays. One goal is one episode of few-shot learning, from whose trajectories
/// a policy adapts. Immutable and thread-safe; the environments it makes are not.
/// </summary>
public abstract class EnvironmentFamily
{
    /// <summary>As on the command line, such as <c>navigation</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Numbers of an observation: at least 1.</summary>
    public abstract int ObservationSize { get; }

    /// <summary>What a policy may do.</summary>
    public abstract ActionSpace Actions { get; }

    /// <summary>Steps after which a trajectory is truncated: at least 1.</summary>
    public abstract int Horizon { get; }

    /// <summary>Numbers of a goal: at least 1.</summary>
    public abstract int GoalSize { get; }

    /// <summary>Draws a goal.</summary>
    /// <param name="random">The goal follows from it.</param>
    /// <param name="goal">Filled, <see cref="GoalSize"/> numbers.</param>
    public abstract void DrawGoal(RandomStream random, Span<double> goal);

    /// <summary>Makes an environment, which must be reset before its first step.</summary>
    public abstract IEnvironment Create();

    /// <summary>Goals number <paramref name="first"/>, … of a seed.</summary>
    /// <param name="seed">Of the goals.</param>
    /// <param name="first">Of the first: at least 0.</param>
    /// <param name="count">How many: at least 0.</param>
    public double[][] Goals(ulong seed, long first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var goals = new double[count][];
        for (var i = 0; i < count; i++) DrawGoal(new RandomStream(seed, (ulong)(first + i)), goals[i] = new double[GoalSize]);
        return goals;
    }
}
