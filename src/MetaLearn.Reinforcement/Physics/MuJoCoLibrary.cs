using System.Runtime.InteropServices;

namespace MetaLearn.Reinforcement.Physics;

/// <summary>
/// The installed MuJoCo, 2.1 or newer, which half-cheetah and ant need and nothing else does. It is looked for once, at first use: in the file that the variable
/// <c>MUJOCO_LIBRARY</c> names, then under its usual name, then as the newest <c>libmujoco.so.*</c> in the usual folders, which is how Debian installs it.
/// </summary>
public static class MuJoCoLibrary
{
    private static readonly string[] Folders =
    [
        "/usr/local/lib", "/usr/lib", "/usr/lib64", "/opt/homebrew/lib",
        .. Directory.Exists("/usr/lib") ? Directory.GetDirectories("/usr/lib", "*-linux-gnu") : [],
    ];

    private static readonly Lazy<Loaded> Instance = new(Load);

    /// <summary>In one sentence why MuJoCo cannot be used here, and what to do; null where it can.</summary>
    public static string? Problem
    {
        get
        {
            try
            {
                Require();
                return null;
            }
            catch (DllNotFoundException e)
            {
                return e.Message;
            }
        }
    }

    /// <summary>Of the library, such as 2.2.2.</summary>
    /// <exception cref="DllNotFoundException">There is no MuJoCo that can be used.</exception>
    public static Version Version => Instance.Value.Version;

    /// <summary>Where the fields of its data lie.</summary>
    /// <exception cref="DllNotFoundException">There is no MuJoCo that can be used.</exception>
    internal static DataLayout Layout => Instance.Value.Layout;

    /// <summary>Finds the library, unless that is done.</summary>
    /// <exception cref="DllNotFoundException">There is no MuJoCo that can be used.</exception>
    internal static void Require() => _ = Instance.Value;

    private static Loaded Load()
    {
        var path = Environment.GetEnvironmentVariable(LibraryFile.Variable);
        var library = LibraryFile.Open(path, Native.Library, Folders);
        var version = LibraryFile.Check(library, path);
        NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, (name, _, _) => name == Native.Library ? library : 0);
        Messages.Catch(library);
        try
        {
            return new(version, DataLayout.Probe());
        }
        catch (Exception e) when (e is NotSupportedException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new DllNotFoundException($"MuJoCo {version} cannot be used: {e.Message}", e);
        }
    }

    private sealed record Loaded(Version Version, DataLayout Layout);
}
