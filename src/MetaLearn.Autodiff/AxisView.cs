namespace MetaLearn.Autodiff;

/// <summary>A row-major array seen from one of its axes: <c>[Outer, Length, Inner]</c>.</summary>
internal readonly record struct AxisView(int Outer, int Length, int Inner)
{
    public static AxisView Of(Shape shape, int axis)
    {
        var (outer, inner) = (1, 1);
        for (var i = 0; i < axis; i++) outer *= shape.Lengths[i];
        for (var i = axis + 1; i < shape.Rank; i++) inner *= shape.Lengths[i];
        return new(outer, shape.Lengths[axis], inner);
    }

    /// <summary>The shape with the axis at another length.</summary>
    public static Shape Resize(Shape shape, int axis, int length)
    {
        Span<int> lengths = shape.Lengths.ToArray();
        lengths[axis] = length;
        return new(lengths);
    }
}
