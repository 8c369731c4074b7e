namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>x, as a constant for every derivative: first-order MAML stops the gradient at the inner gradient.</summary>
    public static Expression StopGradient(Expression x) => new(new StopGradient(), x);
}

internal sealed record StopGradient : Operation
{
    public override string Name => nameof(StopGradient);

    internal override Shape InferShape(ReadOnlySpan<Shape> inputs) => inputs[0];

    internal override Expression? Gradient(int input, Expression output, Expression upstream) => null;
}
