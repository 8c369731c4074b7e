using System.Numerics.Tensors;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>
    /// Sums of all elements up to and including each place along an axis, added in order. Any order; its gradient is the sum from the other end.
    /// </summary>
    /// <param name="x">Any shape of rank ≥ 1.</param>
    /// <param name="axis">In <c>[-rank, rank)</c>.</param>
    /// <param name="reverse">Whether to start at the axis's end.</param>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public static Expression CumulativeSum(Expression x, int axis, bool reverse = false)
    {
        ArgumentNullException.ThrowIfNull(x);
        return new(new CumulativeSum(Normalize("CumulativeSum", x.Shape, [axis])[0], reverse), x);
    }
}

internal sealed record CumulativeSum(int Axis, bool Reverse) : ArrayOperation
{
    public override string Name => nameof(CumulativeSum);

    internal override Shape InferShape(ReadOnlySpan<Shape> inputs) => inputs[0];

    internal override Expression? Gradient(int input, Expression output, Expression upstream)
        => Functions.CumulativeSum(upstream, Axis, !Reverse);

    internal override void Run<T>(Arrays<T> inputs, Span<T> destination)
    {
        var (outer, length, inner) = AxisView.Of(inputs.ShapeOf(0), Axis);
        if (length == 0) return;
        var x = inputs[0];
        var (first, step) = Reverse ? (length - 1, -inner) : (0, inner);
        for (var i = 0; i < outer; i++)
        {
            var at = (i * length + first) * inner;
            x.Slice(at, inner).CopyTo(destination[at..]);
            for (var j = 1; j < length; j++, at += step)
                TensorPrimitives.Add(destination.Slice(at, inner), x.Slice(at + step, inner), destination.Slice(at + step, inner));
        }
    }
}
