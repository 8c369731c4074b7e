namespace MetaLearn.Reinforcement.Physics;

/// <summary>
/// Where MuJoCo's <c>mjData</c> keeps the pointers that we read, in bytes from its start. They differ between versions (14 layouts from 2.1 to 3.12), so they are not written
/// down but found: a model of one sliding body is set to numbers that occur nowhere else, and the structure is searched for them.
/// </summary>
/// <param name="Qpos">Of the pointer to the positions.</param>
/// <param name="Qvel">Of the pointer to the velocities.</param>
/// <param name="Ctrl">Of the pointer to the controls.</param>
/// <param name="Sensors">Of the pointer to the sensors' values.</param>
internal readonly unsafe record struct DataLayout(int Qpos, int Qvel, int Ctrl, int Sensors)
{
    /// <summary>Simulation time of the probe.</summary>
    public const double Time = 4711.03125;

    /// <summary>Position of the probe.</summary>
    public const double Position = 23.40625;

    /// <summary>Velocity of the probe.</summary>
    public const double Velocity = -17.84375;

    /// <summary>Control of the probe.</summary>
    public const double Control = 5.28125;

    // The largest known is at 161,632.
    private const int FarthestTime = 1 << 18;

    // In every known version: two energies and two buffers lie between the time and the first pointer that we want, and these are all within the first 50.
    private const int Buffer = 24;
    private const int FirstPointer = 40;
    private const int LastPointer = 552;
    private const int Within = 1 << 16;

    private static readonly string Model = FormattableString.Invariant(
        $"""
        <mujoco>
          <worldbody><body><joint name="slide" type="slide" axis="1 0 0"/><geom size="1"/></body></worldbody>
          <actuator><motor joint="slide"/></actuator>
          <sensor><clock/></sensor>
          <keyframe><key time="{Time}" qpos="{Position}" qvel="{Velocity}" ctrl="{Control}"/></keyframe>
        </mujoco>
        """);

    /// <summary>Finds the layout of the loaded library.</summary>
    /// <exception cref="NotSupportedException">It is not recognised.</exception>
    public static DataLayout Probe()
    {
        using var model = ModelHandle.Load(Model);
        using var data = new DataHandle(model);
        Native.mj_resetDataKeyframe(model.Pointer, data.Pointer, 0);
        Native.mj_forward(model.Pointer, data.Pointer);
        return Find((byte*)data.Pointer);
    }

    /// <summary>Finds the layout in the probe's data.</summary>
    /// <param name="data">Start of the structure.</param>
    /// <exception cref="NotSupportedException">It is not recognised.</exception>
    public static DataLayout Find(byte* data)
    {
        var time = 0;
        while (*(double*)(data + time) != Time)
            if ((time += 8) == FarthestTime) throw NotRecognised("the time");
        var buffer = *(nuint*)(data + time + Buffer);
        return new(Find(data, time, buffer, Position), Find(data, time, buffer, Velocity), Find(data, time, buffer, Control), Find(data, time, buffer, Time));
    }

    private static int Find(byte* data, int time, nuint buffer, double value)
    {
        for (var at = time + FirstPointer; at < time + LastPointer; at += 8)
        {
            var pointer = *(nuint*)(data + at);
            if (pointer < buffer || pointer - buffer >= Within || pointer % 8 != 0 || *(double*)pointer != value) continue;
            // Arrays without elements have the address of what follows them.
            while (*(nuint*)(data + at + 8) == pointer) at += 8;
            return at;
        }
        throw NotRecognised(value == Time ? "the sensors" : value == Position ? "the positions" : value == Velocity ? "the velocities" : "the controls");
    }

    private static NotSupportedException NotRecognised(string what) => new($"the layout of its mjData is not recognised, {what} could not be found in it.");
}
