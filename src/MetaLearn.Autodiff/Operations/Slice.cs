using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>The elements <c>start … start + length − 1</c> along one axis. Any order; its gradient is <see cref="Pad"/>.</summary>
    /// <param name="x">Any shape of rank ≥ 1.</param>
    /// <param name="axis">In <c>[-rank, rank)</c>.</param>
    /// <param name="start">First element, from 0.</param>
    /// <param name="length">How many, from 0.</param>
    /// <exception cref="ShapeException">There is no such axis, or it is too short.</exception>
    public static Expression Slice(Expression x, int axis, int start, int length)
    {
        ArgumentNullException.ThrowIfNull(x);
        axis = Normalize("Slice", x.Shape, [axis])[0];
        return start == 0 && length == x.Shape[axis] ? x : new(new Slice(axis, start, length), x);
    }
}

internal sealed record Slice(int Axis, int Start, int Length) : ArrayOperation
{
    public override string Name => nameof(Slice);

    internal override Shape InferShape(ReadOnlySpan<Shape> inputs)
        => Start >= 0 && Length >= 0 && Length <= inputs[0][Axis] - Start
            ? AxisView.Resize(inputs[0], Axis, Length)
            : throw ShapeException.For(this, $"an axis {Axis} that holds {Length} elements from {Start} on", inputs);

    internal override Expression? Gradient(int input, Expression output, Expression upstream)
        => Functions.Pad(upstream, Axis, Start, output.Inputs[0].Shape[Axis] - Start - Length);

    internal override void Run<T>(Arrays<T> inputs, Span<T> destination)
    {
        var (outer, length, inner) = AxisView.Of(inputs.ShapeOf(0), Axis);
        var x = inputs[0];
        var run = Length * inner;
        for (var i = 0; i < outer; i++) x.Slice((i * length + Start) * inner, run).CopyTo(destination[(i * run)..]);
    }
}
