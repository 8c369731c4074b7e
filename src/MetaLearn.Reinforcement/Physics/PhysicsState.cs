namespace MetaLearn.Reinforcement.Physics;

/// <summary>
/// A model's state. Its spans are MuJoCo's own memory: nothing is copied, and none may be kept beyond <see cref="Dispose"/>. Not thread-safe, but different states are
/// independent of each other.
/// </summary>
internal sealed unsafe class PhysicsState(PhysicsModel model) : IDisposable
{
    // mjSTAGE_VEL
    private const int PositionsAndVelocities = 2;

    private readonly DataHandle data = new(model.Handle);

    /// <summary>Positions, <c>qpos</c>. After writing, call <see cref="Forward"/>.</summary>
    public Span<double> Positions => At(MuJoCoLibrary.Layout.Qpos, model.PositionSize);

    /// <summary>Velocities, <c>qvel</c>. After writing, call <see cref="Forward"/>.</summary>
    public Span<double> Velocities => At(MuJoCoLibrary.Layout.Qvel, model.VelocitySize);

    /// <summary>Controls, <c>ctrl</c>, for the coming steps.</summary>
    public Span<double> Controls => At(MuJoCoLibrary.Layout.Ctrl, model.ControlSize);

    /// <summary>The sensors' values, in the order of the model: of the present state.</summary>
    public ReadOnlySpan<double> Sensors => At(MuJoCoLibrary.Layout.Sensors, model.SensorSize);

    /// <summary>
    /// The first thing that MuJoCo has warned of since the reset, or null. After a NaN or a huge number it has put the body back to where it began, so what follows a
    /// warning is worth nothing.
    /// </summary>
    public string? Warning { get; private set; }

    /// <summary>Back to the model's initial state, whatever came before. Its sensors need <see cref="Forward"/>.</summary>
    public void Reset()
    {
        Native.mj_resetData(data.Model, data.Pointer);
        Warning = null;
    }

    /// <summary>Computes what follows from positions and velocities, the sensors among it.</summary>
    public void Forward()
    {
        Messages.Take();
        Native.mj_step1(data.Model, data.Pointer);
        Warning ??= Messages.Take();
    }

    /// <summary>Sets the controls for the coming steps.</summary>
    /// <param name="action">One number for each control.</param>
    /// <returns>The sum of their squares, which rewards charge for.</returns>
    public double Control(ReadOnlySpan<float> action)
    {
        var controls = Controls;
        if (action.Length != controls.Length) throw new ArgumentException($"An action has {controls.Length} numbers, found {action.Length}.", nameof(action));
        var squares = 0.0;
        for (var i = 0; i < action.Length; i++)
        {
            controls[i] = action[i];
            squares += controls[i] * controls[i];
        }
        return squares;
    }

    /// <summary>Integrates over time, then computes as <see cref="Forward"/>, on which it relies to have been called for the present state.</summary>
    /// <param name="count">Time steps of the model.</param>
    public void Step(int count)
    {
        Messages.Take();
        for (var i = 0; i < count; i++)
        {
            Integrate(data.Model, data.Pointer);
            Native.mj_step1(data.Model, data.Pointer);
        }
        Warning ??= Messages.Take();
    }

    /// <summary>Frees the state.</summary>
    public void Dispose() => data.Dispose();

    // mj_step cut in two, to the same bits but for how often a quaternion is normalised: its first half is what Forward has done. Where an observation follows
    // each step this saves up to half of the time.
    private void Integrate(nint world, nint state)
    {
        if (!model.IsRungeKutta)
        {
            Native.mj_step2(world, state);
            return;
        }
        Native.mj_forwardSkip(world, state, PositionsAndVelocities, skipSensors: 1);
        Native.mj_checkAcc(world, state);
        Native.mj_RungeKutta(world, state, order: 4);
    }

    private Span<double> At(int offset, int size) => new(*(double**)(data.Pointer + offset), size);
}
