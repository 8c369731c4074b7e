namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>Everything a formula is made of, inputs before their users, each once; the formula itself is last.</summary>
    public static IReadOnlyList<Expression> InputsFirst(Expression formula)
    {
        ArgumentNullException.ThrowIfNull(formula);
        return Traversal.InputsFirst([formula]);
    }

    /// <summary>Whether the formula is a constant, of one number or an array.</summary>
    public static bool IsConstant(Expression x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Operation is Autodiff.Constant or ConstantArray;
    }

    /// <summary>Whether the formula is the constant 0 as it stands: what <see cref="Gradient(Expression, Expression)"/> gives when there is no path.</summary>
    public static bool IsZero(Expression x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Operation is Autodiff.Constant { Value: 0 };
    }
}
