using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>x with zeros added at both ends of one axis. Any order; its gradient is <see cref="Slice"/>.</summary>
    /// <param name="x">Any shape of rank ≥ 1.</param>
    /// <param name="axis">In <c>[-rank, rank)</c>.</param>
    /// <param name="before">Zeros before the first element, from 0.</param>
    /// <param name="after">Zeros after the last element, from 0.</param>
    /// <exception cref="ShapeException">There is no such axis, or a count is negative.</exception>
    public static Expression Pad(Expression x, int axis, int before, int after)
    {
        ArgumentNullException.ThrowIfNull(x);
        axis = Normalize("Pad", x.Shape, [axis])[0];
        return before == 0 && after == 0 ? x : new(new Pad(axis, before, after), x);
    }
}

internal sealed record Pad(int Axis, int Before, int After) : ArrayOperation
{
    public override string Name => nameof(Pad);

    internal override Shape InferShape(ReadOnlySpan<Shape> inputs)
        => Before >= 0 && After >= 0
            ? AxisView.Resize(inputs[0], Axis, checked(Before + inputs[0][Axis] + After))
            : throw ShapeException.For(this, $"no negative count of zeros, not {Before} before and {After} after axis {Axis}", inputs);

    internal override Expression? Gradient(int input, Expression output, Expression upstream)
        => Functions.Slice(upstream, Axis, Before, output.Inputs[0].Shape[Axis]);

    internal override void Run<T>(Arrays<T> inputs, Span<T> destination)
    {
        var (outer, length, inner) = AxisView.Of(inputs.ShapeOf(0), Axis);
        var x = inputs[0];
        var run = length * inner;
        destination.Clear();
        for (var i = 0; i < outer; i++) x.Slice(i * run, run).CopyTo(destination[((i * (Before + length + After) + Before) * inner)..]);
    }
}
