namespace MetaLearn.Autodiff;

/// <summary>
/// One operation: its shape rule and its gradient rule, which is written in operations again, so that the set is closed under
/// differentiation. Records, so that two equal operations on the same inputs are found to be one value.
/// </summary>
internal abstract record Operation
{
    /// <summary>The name in messages.</summary>
    public abstract string Name { get; }

    /// <summary>The shape of the result; throws <see cref="ShapeException"/> when the inputs do not fit.</summary>
    internal abstract Shape InferShape(ReadOnlySpan<Shape> inputs);

    /// <summary>
    /// What <paramref name="upstream"/> = ∂loss/∂output contributes to ∂loss/∂input: an expression of the input's shape, or null for zero.
    /// Asked only for inputs that need it.
    /// </summary>
    internal abstract Expression? Gradient(int input, Expression output, Expression upstream);
}

/// <summary>An operation on elements at equal positions, with broadcasting. Chains of these are fused into one pass.</summary>
internal abstract record Elementwise : Operation
{
    internal override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        var shape = inputs[0];
        for (var i = 1; i < inputs.Length; i++)
            if (!Shape.TryBroadcast(shape, inputs[i], out shape))
                throw ShapeException.For(this, "shapes that broadcast", inputs);
        return shape;
    }

    /// <summary>What computes a block of elements.</summary>
    internal abstract Cpu.BlockKernel<T> Kernel<T>() where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>;

    /// <summary>
    /// The contribution before it is summed over broadcast axes: null for zero. <see cref="Gradient"/> brings it to the input's shape.
    /// </summary>
    protected abstract Expression? Local(int input, Expression output, Expression upstream);

    internal sealed override Expression? Gradient(int input, Expression output, Expression upstream)
        => Local(input, output, upstream) is { } local ? Functions.SumTo(local, output.Inputs[input].Shape) : null;
}

/// <summary>
/// An operation that computes whole arrays, one episode at a time, by plain loops over spans: moving, picking, scanning.
/// </summary>
internal abstract record ArrayOperation : Operation
{
    /// <summary>Computes one episode's result. Every element of the destination is written.</summary>
    internal abstract void Run<T>(Cpu.Arrays<T> inputs, Span<T> destination) where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>;
}
