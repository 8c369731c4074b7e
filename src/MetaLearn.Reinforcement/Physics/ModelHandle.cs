using System.Runtime.InteropServices;
using System.Text;

namespace MetaLearn.Reinforcement.Physics;

/// <summary>A compiled model, MuJoCo's <c>mjModel</c>; data made from it keep it alive.</summary>
internal sealed unsafe class ModelHandle() : SafeHandle(0, ownsHandle: true)
{
    private const int ErrorSize = 1000;

    // MuJoCo's compiler keeps the last model's text, for all threads.
    private static readonly Lock Compiling = new();

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Of the structure.</summary>
    /// <exception cref="ObjectDisposedException">It has been freed.</exception>
    public nint Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return handle;
        }
    }

    /// <summary>Compiles MJCF text. It goes through a temporary file, because MuJoCo's other way, a file system in memory, differs between versions.</summary>
    /// <exception cref="InvalidDataException">The text is not a valid model.</exception>
    public static ModelHandle Load(string xml)
    {
        var model = new ModelHandle();
        var file = Path.Combine(Path.GetTempPath(), $"metalearn-{Guid.NewGuid():N}.xml");
        var error = stackalloc byte[ErrorSize];
        error[0] = 0;
        try
        {
            File.WriteAllText(file, xml);
            lock (Compiling) model.SetHandle(Native.mj_loadXML(file, 0, error, ErrorSize));
        }
        finally
        {
            File.Delete(file);
        }
        if (!model.IsInvalid) return model;
        var text = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(error)).ReplaceLineEndings(" ").Trim();
        throw new InvalidDataException($"MuJoCo cannot compile the model: {text}");
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        Native.mj_deleteModel(handle);
        return true;
    }
}
