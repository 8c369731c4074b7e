using System.Runtime.InteropServices;

namespace MetaLearn.Reinforcement.Physics;

/// <summary>A state of a model and all that is computed from it, MuJoCo's <c>mjData</c>.</summary>
internal sealed class DataHandle : SafeHandle
{
    private readonly ModelHandle model;
    private readonly bool keepsModel;

    /// <summary>The model's initial state.</summary>
    /// <exception cref="ObjectDisposedException">The model has been freed.</exception>
    public DataHandle(ModelHandle model) : base(0, ownsHandle: true)
    {
        this.model = model;
        model.DangerousAddRef(ref keepsModel);
        Model = model.DangerousGetHandle();
        SetHandle(Native.mj_makeData(Model));
    }

    /// <inheritdoc/>
    public override bool IsInvalid => false; // The model must be let go in any case.

    /// <summary>Of the model, which lives at least as long.</summary>
    public nint Model { get; }

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

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        Native.mj_deleteData(handle);
        if (keepsModel) model.DangerousRelease();
        return true;
    }
}
