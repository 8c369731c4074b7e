using MetaLearn.Autodiff;

namespace MetaLearn.Reinforcement.Environments;

/// <summary>
/// One environment with its state: a policy resets it, then steps it until the trajectory ends. Not thread-safe; what it does depends on the goal, the stream
/// and the actions alone, never on other environments. It knows no horizon: <see cref="EnvironmentBatch"/> truncates.
/// </summary>
public interface IEnvironment : IDisposable
{
    /// <summary>Starts a trajectory.</summary>
    /// <param name="goal">What makes this environment differ from the others of its family: <see cref="EnvironmentFamily.GoalSize"/> numbers.</param>
    /// <param name="random">Everything random until the next reset follows from it; the environment may keep it until then.</param>
    /// <param name="observation">Filled with the first observation, <see cref="EnvironmentFamily.ObservationSize"/> numbers.</param>
    void Reset(ReadOnlySpan<double> goal, RandomStream random, Span<float> observation);

    /// <summary>Acts once.</summary>
    /// <param name="action">In the units of <see cref="EnvironmentFamily.Actions"/>, and within its bounds.</param>
    /// <param name="observation">Filled with the next observation.</param>
    /// <returns>The reward, and whether the trajectory has come to a true end.</returns>
    EnvironmentStep Step(ReadOnlySpan<float> action, Span<float> observation);

    /// <summary>Adds the present state's picture as lines in the environment's own units; nothing, the default, where there is none.</summary>
    /// <param name="lines">Added to.</param>
    void Sketch(ICollection<SketchLine> lines)
    {
    }
}

/// <summary>What an action led to.</summary>
/// <param name="Reward">Of the step.</param>
/// <param name="IsTerminated">Whether the trajectory has come to a true end, so that nothing is earned after it; the horizon is not one.</param>
public readonly record struct EnvironmentStep(double Reward, bool IsTerminated = false);

/// <summary>A straight line of a picture.</summary>
/// <param name="FromX">Start, to the right.</param>
/// <param name="FromY">Start, upwards.</param>
/// <param name="ToX">End, to the right.</param>
/// <param name="ToY">End, upwards.</param>
/// <param name="Width">Of the line, in the same units.</param>
public readonly record struct SketchLine(double FromX, double FromY, double ToX, double ToY, double Width);
