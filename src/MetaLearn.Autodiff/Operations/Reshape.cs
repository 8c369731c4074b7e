namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>The same elements in the same row-major order under another shape.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="shape">As many elements.</param>
    /// <exception cref="ShapeException">The element counts differ.</exception>
    public static Expression Reshape(Expression x, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Shape == shape ? x : new(new Reshape(shape), x);
    }
}

internal sealed record Reshape(Shape Shape) : Operation
{
    public override string Name => nameof(Reshape);

    internal override Shape InferShape(ReadOnlySpan<Shape> inputs)
        => inputs[0].Count == Shape.Count ? Shape : throw ShapeException.For(this, $"{Shape.Count} elements for shape {Shape}", inputs);

    internal override Expression? Gradient(int input, Expression output, Expression upstream)
        => Functions.Reshape(upstream, output.Inputs[0].Shape);
}
