using System.Collections.Immutable;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>A fixed number, shape <c>[]</c>.</summary>
    public static Expression Constant(double value) => Constant(value, Shape.Scalar);

    /// <summary>An array of one repeated number.</summary>
    public static Expression Constant(double value, Shape shape) => new(new Constant(value, shape));

    /// <summary>A fixed array.</summary>
    /// <param name="values">Row-major elements; as many as <paramref name="shape"/> has.</param>
    /// <param name="shape">Its shape.</param>
    /// <exception cref="ShapeException">The number of values is another.</exception>
    public static Expression Constant(ReadOnlySpan<double> values, Shape shape)
        => values.Length == shape.Count
            ? new(new ConstantArray([.. values], shape))
            : throw new ShapeException($"Constant: shape {shape} has {shape.Count} elements, found {values.Length} values.");

    /// <summary>Whether the formula is the constant 0 as it stands: what <see cref="Gradient(Expression, Expression)"/> gives when there is no path.</summary>
    public static bool IsZero(Expression x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Operation is Constant { Value: 0 };
    }
}

/// <summary>One number repeated; compiled into the instructions that use it.</summary>
internal sealed record Constant(double Value, Shape Shape) : Operation
{
    public override string Name => nameof(Constant);

    internal override Shape InferShape(ReadOnlySpan<Shape> inputs) => Shape;

    internal override Expression? Gradient(int input, Expression output, Expression upstream) => null;
}

/// <summary>A fixed array; kept beside the parameters while running. Equality is of the array's identity.</summary>
internal sealed record ConstantArray(ImmutableArray<double> Values, Shape Shape) : Operation
{
    public override string Name => nameof(Constant);

    internal override Shape InferShape(ReadOnlySpan<Shape> inputs) => Shape;

    internal override Expression? Gradient(int input, Expression output, Expression upstream) => null;
}
