using System.Globalization;

namespace MetaLearn.Autodiff;

/// <summary>
/// An immutable formula for an array of real numbers: an operation on other formulas. Nothing is computed while it is built; a wrong shape
/// is refused at once. Build with operators and <see cref="Functions"/>, differentiate with <see cref="Functions.Gradient(Expression, IReadOnlyList{Expression})"/>,
/// compute with a compiled program. The precision (<c>float</c> or <c>double</c>) belongs to the program, not to the formula. Equality is identity.
/// </summary>
public class Expression
{
    internal Expression(Operation operation, params Expression[] inputs)
    {
        Operation = operation;
        InputArray = inputs;
        var shapes = new Shape[inputs.Length];
        for (var i = 0; i < inputs.Length; i++) shapes[i] = inputs[i].Shape;
        Shape = operation.InferShape(shapes);
    }

    /// <summary>Shape of the array, for one episode.</summary>
    public Shape Shape { get; }

    /// <summary>The operation's name, such as <c>MatMul</c>.</summary>
    public string OperationName => Operation.Name;

    /// <summary>What the operation acts on; empty for a leaf.</summary>
    public IReadOnlyList<Expression> Inputs => InputArray;

    internal Operation Operation { get; }

    internal Expression[] InputArray { get; }

    /// <summary>A number as a formula of shape <c>[]</c>.</summary>
    public static implicit operator Expression(double value) => Functions.Constant(value);

    /// <summary>Element-wise sum, with broadcasting.</summary>
    public static Expression operator +(Expression left, Expression right) => Functions.Add(left, right);

    /// <summary>Element-wise difference, with broadcasting.</summary>
    public static Expression operator -(Expression left, Expression right) => Functions.Subtract(left, right);

    /// <summary>Element-wise product, with broadcasting.</summary>
    public static Expression operator *(Expression left, Expression right) => Functions.Multiply(left, right);

    /// <summary>Element-wise quotient, with broadcasting.</summary>
    public static Expression operator /(Expression left, Expression right) => Functions.Divide(left, right);

    /// <summary>Element-wise negation.</summary>
    public static Expression operator -(Expression value) => Functions.Negate(value);

    /// <summary>This formula with leaves replaced: f(x; θ) becomes f(x; θ′). See <see cref="Functions.Substitute(Expression, IReadOnlyDictionary{Expression, Expression})"/>.</summary>
    /// <param name="from">What is replaced.</param>
    /// <param name="to">By what, in the same order, of the same shapes.</param>
    public Expression At(IReadOnlyList<Expression> from, IReadOnlyList<Expression> to) => Functions.Substitute([this], from, to)[0];

    /// <summary>The operation and shape, such as <c>MatMul [10, 40]</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{OperationName} {Shape}");
}
