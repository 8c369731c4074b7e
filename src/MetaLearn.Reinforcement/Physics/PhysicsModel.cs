namespace MetaLearn.Reinforcement.Physics;

/// <summary>A body or several in a world, compiled from MJCF, MuJoCo's model format. Immutable and thread-safe: states of any number of threads may share it.</summary>
internal sealed unsafe class PhysicsModel : IDisposable
{
    /// <summary>Compiles a model.</summary>
    /// <param name="xml">MJCF.</param>
    /// <param name="sensorSize">Numbers that the model's sensors give together. MuJoCo knows it, but not at a place common to its versions.</param>
    /// <exception cref="DllNotFoundException">There is no MuJoCo that can be used.</exception>
    /// <exception cref="InvalidDataException"><paramref name="xml"/> is not a valid model.</exception>
    public PhysicsModel(string xml, int sensorSize)
    {
        MuJoCoLibrary.Require();
        (Handle, SensorSize) = (ModelHandle.Load(xml), sensorSize);
        IsRungeKutta = xml.Contains("integrator=\"RK4\"", StringComparison.Ordinal);
        (PositionSize, VelocitySize, ControlSize) = (Size(0), Size(1), Size(2));
    }

    /// <summary>Of the compiled model.</summary>
    public ModelHandle Handle { get; }

    /// <summary>Numbers of a position, <c>nq</c>.</summary>
    public int PositionSize { get; }

    /// <summary>Numbers of a velocity, <c>nv</c>.</summary>
    public int VelocitySize { get; }

    /// <summary>Numbers of a control, <c>nu</c>.</summary>
    public int ControlSize { get; }

    /// <summary>Numbers that the sensors give together.</summary>
    public int SensorSize { get; }

    /// <summary>Whether time steps are by Runge's and Kutta's method.</summary>
    public bool IsRungeKutta { get; }

    /// <summary>Lets the model go once its states are gone, too.</summary>
    public void Dispose() => Handle.Dispose();

    // The model starts with these sizes; they became 64 bits wide in 3.5.
    private int Size(int index) => MuJoCoLibrary.Version < new Version(3, 5) ? ((int*)Handle.Pointer)[index] : (int)((long*)Handle.Pointer)[index];
}
