namespace MetaLearn.Autodiff;

/// <summary>Random numbers that depend on the run's seed, the episode's index and the stream number alone. Constant for every derivative.</summary>
internal abstract record RandomOperation(Shape Shape, int Stream) : Operation
{
    internal override Shape InferShape(ReadOnlySpan<Shape> inputs) => Shape;

    internal override Expression? Gradient(int input, Expression output, Expression upstream) => null;

    /// <summary>Draws one episode's numbers.</summary>
    internal abstract void Run<T>(ulong seed, long episode, Span<T> destination) where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>;
}
