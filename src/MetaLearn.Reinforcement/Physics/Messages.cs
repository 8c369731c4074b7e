using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MetaLearn.Reinforcement.Physics;

/// <summary>
/// What MuJoCo says while it computes. Left alone it would append warnings to a file in the working folder, one for all threads. An error cannot be survived: MuJoCo
/// does not expect its handler to return, and no exception may pass through native code, so the process ends with its text.
/// </summary>
internal static unsafe class Messages
{
    [ThreadStatic]
    private static string? warning;

    /// <summary>Makes a library speak to this class.</summary>
    public static void Catch(nint library)
    {
        *(delegate* unmanaged[Cdecl]<byte*, void>*)NativeLibrary.GetExport(library, "mju_user_warning") = &OnWarning;
        *(delegate* unmanaged[Cdecl]<byte*, void>*)NativeLibrary.GetExport(library, "mju_user_error") = &OnError;
    }

    /// <summary>The first warning on this thread since the last call; null if there was none.</summary>
    public static string? Take()
    {
        var taken = warning;
        warning = null;
        return taken;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnWarning(byte* text) => warning ??= Marshal.PtrToStringUTF8((nint)text) ?? "";

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnError(byte* text) => Environment.FailFast($"MuJoCo: {Marshal.PtrToStringUTF8((nint)text)}");
}
