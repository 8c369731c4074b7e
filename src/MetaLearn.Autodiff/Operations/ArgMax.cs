using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>
    /// Place of the largest element along an axis, which disappears; the first of several that tie. A NaN counts as the largest. Not differentiable:
    /// a gradient that would pass through it is refused with <see cref="NotSupportedException"/>; comparing it with labels is fine.
    /// </summary>
    /// <param name="x">Any shape of rank ≥ 1.</param>
    /// <param name="axis">In <c>[-rank, rank)</c>, of length ≥ 1; the last by default.</param>
    /// <exception cref="ShapeException">There is no such axis, or it is empty.</exception>
    public static Expression ArgMax(Expression x, int axis = -1)
    {
        ArgumentNullException.ThrowIfNull(x);
        return new(new ArgMax(Normalize("ArgMax", x.Shape, [axis])[0]), x);
    }
}

internal sealed record ArgMax(int Axis) : ArrayOperation
{
    public override string Name => nameof(ArgMax);

    internal override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        var lengths = inputs[0].Lengths;
        return lengths[Axis] > 0
            ? new([.. lengths[..Axis], .. lengths[(Axis + 1)..]])
            : throw ShapeException.For(this, $"at least one element along axis {Axis}", inputs);
    }

    internal override Expression? Gradient(int input, Expression output, Expression upstream)
        => throw new NotSupportedException(
            $"ArgMax is not differentiable: a gradient was asked through ArgMax of shape {output.Inputs[0].Shape}. Use Max or Softmax, or StopGradient if the place is meant as a constant.");

    internal override void Run<T>(Arrays<T> inputs, Span<T> destination)
    {
        var (outer, length, inner) = AxisView.Of(inputs.ShapeOf(0), Axis);
        var x = inputs[0];
        for (var i = 0; i < outer; i++)
            for (var k = 0; k < inner; k++)
            {
                var best = 0;
                var largest = x[i * length * inner + k];
                for (var j = 1; j < length && !T.IsNaN(largest); j++)
                {
                    var value = x[(i * length + j) * inner + k];
                    if (value > largest || T.IsNaN(value)) (best, largest) = (j, value);
                }
                destination[i * inner + k] = T.CreateTruncating(best);
            }
    }
}
