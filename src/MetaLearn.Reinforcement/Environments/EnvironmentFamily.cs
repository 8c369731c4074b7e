using MetaLearn.Autodiff;

namespace MetaLearn.Reinforcement.Environments;

/// <summary>
/// Environments that differ in a hidden goal: where to walk, how fast, what an arm pays. One goal is one episode of few-shot learning, from whose trajectories
/// a policy adapts. Immutable and thread-safe; the environments it makes are not.
/// </summary>
public abstract class EnvironmentFamily
{
    private const int TestGoalCount = 40;

    // Of NumPy's generator.
    private const uint PublishedSeed = 1;

    // "test" and "valid" in ASCII, above any seed that a person would choose.
    private const ulong TestSeed = 0x74657374_00000000UL, ValidationSeed = 0x76616C69_64000000UL;

    /// <summary>As on the command line, such as <c>navigation</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Numbers of an observation: at least 1.</summary>
    public abstract int ObservationSize { get; }

    /// <summary>What a policy may do.</summary>
    public abstract ActionSpace Actions { get; }

    /// <summary>Steps after which a trajectory is truncated: at least 1.</summary>
    public abstract int Horizon { get; }

    /// <summary>Seconds that a step lasts, for pictures; 0.05 by default, where steps have no time of their own.</summary>
    public virtual double SecondsPerStep => 0.05;

    /// <summary>Numbers of a goal: at least 1.</summary>
    public abstract int GoalSize { get; }

    /// <summary>Draws a goal.</summary>
    /// <param name="random">The goal follows from it.</param>
    /// <param name="goal">Filled, <see cref="GoalSize"/> numbers.</param>
    public abstract void DrawGoal(RandomStream random, Span<double> goal);

    /// <summary>Makes an environment, which must be reset before its first step.</summary>
    public abstract IEnvironment Create();

    /// <summary>The goals that results are measured on: the published ones of a family that has some, else 40 that no training draws.</summary>
    public virtual double[][] TestGoals() => Goals(TestSeed, 0, TestGoalCount);

    /// <summary>The goals by which the best parameters are kept: 40 that neither training nor results draw.</summary>
    public double[][] ValidationGoals() => Goals(ValidationSeed, 0, TestGoalCount);

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

    /// <summary>The 40 goals that NumPy's <c>RandomState(1)</c> gives, as in the published code.</summary>
    /// <param name="draw">How a goal comes of uniform numbers (low, high).</param>
    private protected double[][] PublishedGoals(GoalRule draw)
    {
        var random = new MersenneTwister(PublishedSeed);
        var goals = new double[TestGoalCount][];
        for (var i = 0; i < goals.Length; i++) draw(random.Uniform, goals[i] = new double[GoalSize]);
        return goals;
    }

    /// <summary>How a goal comes of uniform numbers (low, high).</summary>
    private protected delegate void GoalRule(Func<double, double, double> uniform, Span<double> goal);
}
