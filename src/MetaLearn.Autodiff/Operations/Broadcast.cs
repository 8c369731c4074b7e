namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>x repeated along missing axes and axes of length 1.</summary>
    /// <param name="x">Its shape broadcasts to <paramref name="shape"/>.</param>
    /// <param name="shape">The result's shape.</param>
    /// <exception cref="ShapeException">x does not broadcast to it.</exception>
    public static Expression BroadcastTo(Expression x, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Shape == shape ? x : new(new Broadcast(shape), x);
    }
}

internal sealed record Broadcast(Shape Shape) : Operation
{
    public override string Name => nameof(Broadcast);

    internal override Shape InferShape(ReadOnlySpan<Shape> inputs)
        => Shape.TryBroadcast(inputs[0], Shape, out var result) && result == Shape
            ? Shape
            : throw ShapeException.For(this, $"a shape that broadcasts to {Shape}", inputs);

    internal override Expression? Gradient(int input, Expression output, Expression upstream)
        => Functions.SumTo(upstream, output.Inputs[0].Shape);
}
