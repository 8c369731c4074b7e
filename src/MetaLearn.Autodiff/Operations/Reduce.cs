namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>Sum of all elements, shape <c>[]</c>; 0 when there are none.</summary>
    public static Expression Sum(Expression x) => Sum(x, AllAxes(x));

    /// <summary>Sum along axes.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">Each once, in <c>[-rank, rank)</c>.</param>
    /// <param name="keepDimensions">Whether summed axes stay with length 1.</param>
    public static Expression Sum(Expression x, ReadOnlySpan<int> axes, bool keepDimensions = false) => Reduce(ReduceKind.Sum, x, axes, keepDimensions);

    /// <summary>Mean of all elements, shape <c>[]</c>; x needs at least one.</summary>
    public static Expression Mean(Expression x) => Mean(x, AllAxes(x));

    /// <summary>Mean along axes.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">Each once, in <c>[-rank, rank)</c>.</param>
    /// <param name="keepDimensions">Whether averaged axes stay with length 1.</param>
    public static Expression Mean(Expression x, ReadOnlySpan<int> axes, bool keepDimensions = false)
    {
        var sum = Sum(x, axes, keepDimensions);
        return sum * (1.0 / (x.Shape.Count / Math.Max(1, sum.Shape.Count)));
    }

    /// <summary>Largest element, shape <c>[]</c>. Elements that tie share the gradient equally.</summary>
    public static Expression Max(Expression x) => Max(x, AllAxes(x));

    /// <summary>Largest element along axes. Elements that tie share the gradient equally, as PyTorch's <c>amax</c>.</summary>
    /// <param name="x">Any shape; the axes must have at least one element.</param>
    /// <param name="axes">Each once, in <c>[-rank, rank)</c>.</param>
    /// <param name="keepDimensions">Whether reduced axes stay with length 1.</param>
    public static Expression Max(Expression x, ReadOnlySpan<int> axes, bool keepDimensions = false) => Reduce(ReduceKind.Max, x, axes, keepDimensions);

    /// <summary>The sum that undoes a broadcast: brings x to a shape that broadcasts to x's.</summary>
    internal static Expression SumTo(Expression x, Shape shape)
    {
        if (x.Shape == shape) return x;
        var axes = new List<int>();
        var offset = x.Shape.Rank - shape.Rank;
        for (var axis = 0; axis < x.Shape.Rank; axis++)
            if (axis < offset || (shape.Lengths[axis - offset] == 1 && x.Shape.Lengths[axis] != 1)) axes.Add(axis);
        return Reshape(Sum(x, [.. axes]), shape);
    }

    private static int[] AllAxes(Expression x) => [.. Enumerable.Range(0, x.Shape.Rank)];

    private static Expression Reduce(ReduceKind kind, Expression x, ReadOnlySpan<int> axes, bool keepDimensions)
    {
        ArgumentNullException.ThrowIfNull(x);
        var operation = new Reduce(kind, new Integers(Normalize(kind.ToString(), x.Shape, axes)));
        var result = axes.Length == 0 ? x : new Expression(operation, x);
        return keepDimensions ? Reshape(result, operation.Kept(x.Shape)) : result;
    }

    private static int[] Normalize(string operation, Shape shape, ReadOnlySpan<int> axes)
    {
        var result = new int[axes.Length];
        for (var i = 0; i < axes.Length; i++)
        {
            if (axes[i] < -shape.Rank || axes[i] >= shape.Rank) throw new ShapeException($"{operation}: shape {shape} has no axis {axes[i]}.");
            result[i] = shape.Axis(axes[i]);
        }
        Array.Sort(result);
        for (var i = 1; i < result.Length; i++)
            if (result[i] == result[i - 1]) throw new ShapeException($"{operation}: axis {result[i]} of shape {shape} is named twice.");
        return result;
    }
}

internal enum ReduceKind
{
    Sum,
    Max,
}

/// <summary>Sum or maximum along sorted axes, which disappear.</summary>
internal sealed record Reduce(ReduceKind Kind, Integers Axes) : Operation
{
    public override string Name => Kind.ToString();

    internal override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        var kept = new List<int>();
        for (var axis = 0; axis < inputs[0].Rank; axis++)
            if (!Axes.AsSpan().Contains(axis)) kept.Add(inputs[0].Lengths[axis]);
            else if (Kind == ReduceKind.Max && inputs[0].Lengths[axis] == 0) throw ShapeException.For(this, "at least one element along its axes", inputs);
        return new Shape([.. kept]);
    }

    /// <summary>The result's shape with the reduced axes kept at length 1.</summary>
    internal Shape Kept(Shape input)
    {
        Span<int> lengths = input.Lengths.ToArray();
        foreach (var axis in Axes.AsSpan()) lengths[axis] = 1;
        return new Shape(lengths);
    }

    internal override Expression? Gradient(int input, Expression output, Expression upstream)
    {
        var x = output.Inputs[0];
        var kept = Kept(x.Shape);
        var spread = Functions.Reshape(upstream, kept);
        if (Kind == ReduceKind.Sum) return Functions.BroadcastTo(spread, x.Shape);
        var isMax = Functions.Equal(x, Functions.Reshape(output, kept));
        var ties = Functions.Reshape(Functions.Sum(isMax, Axes.AsSpan()), kept);
        return isMax * (spread / ties);
    }
}
