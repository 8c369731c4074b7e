using MetaLearn.Autodiff;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Algorithms;

/// <summary>Arithmetic on lists of arrays that are meant as one vector: θ, a gradient, a direction.</summary>
internal static class ParameterVector
{
    /// <summary>⟨a, b⟩, of shape <c>[]</c>.</summary>
    public static Expression Dot(IReadOnlyList<Expression> a, IReadOnlyList<Expression> b)
        => a.Zip(b, (x, y) => Sum(x * y)).Aggregate((sum, term) => sum + term);

    /// <summary>a + scale · b.</summary>
    public static IReadOnlyList<Expression> Add(IReadOnlyList<Expression> a, Expression scale, IReadOnlyList<Expression> b)
        => [.. a.Zip(b, (x, y) => x + scale * y)];

    /// <summary>a − b.</summary>
    public static IReadOnlyList<Expression> Subtract(IReadOnlyList<Expression> a, IReadOnlyList<Expression> b) => [.. a.Zip(b, (x, y) => x - y)];

    /// <summary>scale · a.</summary>
    public static IReadOnlyList<Expression> Scale(Expression scale, IReadOnlyList<Expression> a) => [.. a.Select(x => scale * x)];

    /// <summary>½ strength ‖a − b‖².</summary>
    public static Expression Proximity(double strength, IReadOnlyList<Expression> a, IReadOnlyList<Expression> b)
    {
        var away = Subtract(a, b);
        return 0.5 * strength * Dot(away, away);
    }
}
