using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>The parts one after another along an axis. Any order; the gradient of each part is a <see cref="Slice"/>.</summary>
    /// <param name="axis">In <c>[-rank, rank)</c>.</param>
    /// <param name="parts">At least one; equal shapes but for the axis.</param>
    /// <exception cref="ArgumentException">There are no parts.</exception>
    /// <exception cref="ShapeException">There is no such axis, or the parts differ elsewhere.</exception>
    public static Expression Concatenate(int axis, params ReadOnlySpan<Expression> parts)
    {
        if (parts.Length == 0) throw new ArgumentException("Concatenate: expected at least one part, found none.", nameof(parts));
        axis = Normalize("Concatenate", parts[0].Shape, [axis])[0];
        return parts.Length == 1 ? parts[0] : new(new Concatenate(axis), parts.ToArray());
    }

    /// <summary>The parts along a new axis, such as <c>[N, M]</c> three times → <c>[3, N, M]</c> for axis 0. Any order.</summary>
    /// <param name="axis">Place of the new axis, in <c>[-rank − 1, rank]</c>.</param>
    /// <param name="parts">At least one; equal shapes.</param>
    /// <exception cref="ArgumentException">There are no parts.</exception>
    /// <exception cref="ShapeException">There is no such place, or the shapes differ.</exception>
    public static Expression Stack(int axis, params ReadOnlySpan<Expression> parts)
    {
        if (parts.Length == 0) throw new ArgumentException("Stack: expected at least one part, found none.", nameof(parts));
        var shape = parts[0].Shape;
        if (axis < -shape.Rank - 1 || axis > shape.Rank) throw new ShapeException($"Stack: shape {shape} has no place {axis} for a new axis.");
        if (axis < 0) axis += shape.Rank + 1;
        var single = new Shape([.. shape.Lengths[..axis], 1, .. shape.Lengths[axis..]]);
        var wide = new Expression[parts.Length];
        for (var i = 0; i < parts.Length; i++)
            wide[i] = parts[i].Shape == shape
                ? Reshape(parts[i], single)
                : throw new ShapeException($"Stack: expected equal shapes, found shapes {shape} and {parts[i].Shape}.");
        return Concatenate(axis, wide);
    }
}

internal sealed record Concatenate(int Axis) : ArrayOperation
{
    public override string Name => nameof(Concatenate);

    internal override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        var length = 0;
        foreach (var shape in inputs)
        {
            if (shape.Rank != inputs[0].Rank || AxisView.Resize(shape, Axis, 0) != AxisView.Resize(inputs[0], Axis, 0))
                throw ShapeException.For(this, $"shapes that differ in axis {Axis} alone", inputs);
            length = checked(length + shape[Axis]);
        }
        return AxisView.Resize(inputs[0], Axis, length);
    }

    internal override Expression? Gradient(int input, Expression output, Expression upstream)
    {
        var start = 0;
        for (var i = 0; i < input; i++) start += output.Inputs[i].Shape[Axis];
        return Functions.Slice(upstream, Axis, start, output.Inputs[input].Shape[Axis]);
    }

    internal override void Run<T>(Arrays<T> inputs, Span<T> destination)
    {
        var total = 0;
        for (var input = 0; input < inputs.Length; input++) total += inputs.ShapeOf(input)[Axis];
        var start = 0;
        for (var input = 0; input < inputs.Length; input++)
        {
            var (outer, length, inner) = AxisView.Of(inputs.ShapeOf(input), Axis);
            var x = inputs[input];
            var run = length * inner;
            for (var i = 0; i < outer; i++) x.Slice(i * run, run).CopyTo(destination[((i * total + start) * inner)..]);
            start += length;
        }
    }
}
