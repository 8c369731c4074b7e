using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace MetaLearn.Reinforcement.Physics;

/// <summary>MuJoCo's functions, under its own names; the same signatures from 2.1 to 3.12. Call them only once <see cref="MuJoCoLibrary.Require"/> has found the library.</summary>
internal static unsafe partial class Native
{
    /// <summary>As asked of the resolver that <see cref="MuJoCoLibrary"/> sets.</summary>
    public const string Library = "mujoco";

    [LibraryImport(Library)]
    public static partial nint mj_loadXML([MarshalUsing(typeof(Utf8StringMarshaller))] string file, nint vfs, byte* error, int errorSize);

    [LibraryImport(Library)]
    public static partial void mj_deleteModel(nint model);

    [LibraryImport(Library)]
    public static partial nint mj_makeData(nint model);

    [LibraryImport(Library)]
    public static partial void mj_deleteData(nint data);

    [LibraryImport(Library)]
    public static partial void mj_resetData(nint model, nint data);

    [LibraryImport(Library)]
    public static partial void mj_resetDataKeyframe(nint model, nint data, int key);

    [LibraryImport(Library)]
    public static partial void mj_forward(nint model, nint data);

    /// <summary>What a step computes of positions and velocities, with the sensors of both; the controls have no part in it.</summary>
    [LibraryImport(Library)]
    public static partial void mj_step1(nint model, nint data);

    /// <summary>The rest of a step: what the controls do, then the time step, by any integrator but Runge's and Kutta's.</summary>
    [LibraryImport(Library)]
    public static partial void mj_step2(nint model, nint data);

    /// <summary>Computes accelerations, after <paramref name="skipStage"/>.</summary>
    [LibraryImport(Library)]
    public static partial void mj_forwardSkip(nint model, nint data, int skipStage, int skipSensors);

    /// <summary>Warns and resets where an acceleration is not a number.</summary>
    [LibraryImport(Library)]
    public static partial void mj_checkAcc(nint model, nint data);

    /// <summary>The time step, by Runge's and Kutta's method, once the accelerations are there.</summary>
    [LibraryImport(Library)]
    public static partial void mj_RungeKutta(nint model, nint data, int order);
}
