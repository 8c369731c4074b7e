namespace MetaLearn.Autodiff.Cpu;

/// <summary>The input arrays of one episode, read-only.</summary>
internal readonly unsafe ref struct Arrays<T> where T : unmanaged
{
    private readonly ReadOnlySpan<nint> pointers;
    private readonly ReadOnlySpan<Shape> shapes;

    internal Arrays(ReadOnlySpan<nint> pointers, ReadOnlySpan<Shape> shapes)
    {
        this.pointers = pointers;
        this.shapes = shapes;
    }

    /// <summary>Number of inputs.</summary>
    public int Length => pointers.Length;

    /// <summary>Elements of one input.</summary>
    public ReadOnlySpan<T> this[int input] => new((void*)pointers[input], shapes[input].Count);

    /// <summary>Shape of one input.</summary>
    public Shape ShapeOf(int input) => shapes[input];
}
