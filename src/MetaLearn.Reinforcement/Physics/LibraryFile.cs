using System.Runtime.InteropServices;

namespace MetaLearn.Reinforcement.Physics;

/// <summary>Finds MuJoCo's file, and tells whether an opened library is one that can be used.</summary>
internal static unsafe class LibraryFile
{
    /// <summary>Environment variable with the path of the library.</summary>
    public const string Variable = "MUJOCO_LIBRARY";

    private const string Install =
        $"on Debian 'apt-get install libmujoco2.2.2'; on Windows and macOS unpack a release of MuJoCo and set {Variable} to the path of its mujoco.dll or libmujoco.dylib.";

    private static readonly string[] Needed =
    [
        "mj_version", "mju_zero", "mju_user_warning", "mju_user_error", "mj_loadXML", "mj_deleteModel", "mj_makeData", "mj_deleteData", "mj_resetData",
        "mj_resetDataKeyframe", "mj_forward", "mj_step1", "mj_step2", "mj_forwardSkip", "mj_checkAcc", "mj_RungeKutta",
    ];

    /// <summary>Opens the library.</summary>
    /// <param name="path">What the variable holds, if anything: then nothing else is tried.</param>
    /// <param name="name">Asked of the system's loader.</param>
    /// <param name="folders">Searched last, for the newest version.</param>
    /// <exception cref="DllNotFoundException">There is none.</exception>
    public static nint Open(string? path, string name, IEnumerable<string> folders)
    {
        if (!string.IsNullOrEmpty(path))
            return NativeLibrary.TryLoad(path, out var wanted)
                ? wanted
                : throw new DllNotFoundException($"{Variable} names '{path}', which is not there or is no library for this machine.");
        if (NativeLibrary.TryLoad(name, typeof(LibraryFile).Assembly, null, out var library)) return library;
        var versioned = folders.Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, $"lib{name}.so.*").Concat(Directory.EnumerateFiles(folder, $"lib{name}.*.dylib")))
            .OrderByDescending(file => VersionOf(Path.GetFileName(file)[$"lib{name}.".Length..]));
        foreach (var file in versioned)
            if (NativeLibrary.TryLoad(file, out library)) return library;
        throw new DllNotFoundException($"Half-cheetah and ant need MuJoCo, which was not found: {Install}");
    }

    /// <summary>Makes sure that what was opened is a MuJoCo to work with.</summary>
    /// <param name="library">Opened.</param>
    /// <param name="path">What the variable holds, if anything: for messages.</param>
    /// <returns>Its version.</returns>
    /// <exception cref="DllNotFoundException">It is another library, too old, or computes in single precision.</exception>
    public static Version Check(nint library, string? path)
    {
        var found = string.IsNullOrEmpty(path) ? "the library found" : $"'{path}', which {Variable} names,";
        if (Needed.FirstOrDefault(name => !NativeLibrary.TryGetExport(library, name, out _)) is { } missing)
            throw new DllNotFoundException($"MuJoCo is needed, and {found} has no '{missing}', so it is not MuJoCo: {Install}");
        var version = VersionOf(((delegate* unmanaged[Cdecl]<int>)NativeLibrary.GetExport(library, "mj_version"))());
        Check(version, IsDouble((delegate* unmanaged[Cdecl]<double*, int, void>)NativeLibrary.GetExport(library, "mju_zero")), found);
        return version;
    }

    /// <summary>Refuses a MuJoCo that is too old or of the wrong precision.</summary>
    /// <param name="version">Of the library.</param>
    /// <param name="isDouble">Whether it computes with doubles.</param>
    /// <param name="found">What the message calls it.</param>
    /// <exception cref="DllNotFoundException">It cannot be used.</exception>
    public static void Check(Version version, bool isDouble, string found)
    {
        if (version < new Version(2, 1, 0)) throw new DllNotFoundException($"MuJoCo 2.1 or newer is needed, and {found} is {version}: {Install}");
        if (!isDouble) throw new DllNotFoundException($"MuJoCo in double precision, the usual build, is needed, and {found} computes in single precision: {Install}");
    }

    /// <summary>222 is 2.2.2; from 3.5 on there are three digits for each part, 3012000 is 3.12.0.</summary>
    public static Version VersionOf(int number) => number >= 1_000_000
        ? new(number / 1_000_000, number / 1000 % 1000, number % 1000)
        : new(number / 100, number / 10 % 10, number % 10);

    /// <summary>Whether a function that zeroes n numbers zeroes n doubles: MuJoCo has no other way to tell its precision, and its data must not be searched for doubles before.</summary>
    public static bool IsDouble(delegate* unmanaged[Cdecl]<double*, int, void> zero)
    {
        var two = stackalloc double[] { 1, 1 };
        zero(two, 2);
        return two[0] == 0 && two[1] == 0;
    }

    // Of "so.3.12.0" and of "3.12.0.dylib".
    private static Version VersionOf(string ending)
        => Version.TryParse(ending.Replace("so.", null, StringComparison.Ordinal).Replace(".dylib", null, StringComparison.Ordinal), out var version) ? version : new();
}
