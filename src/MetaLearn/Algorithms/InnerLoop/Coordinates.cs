using MetaLearn.Autodiff;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Algorithms;

/// <summary>All numbers of several arrays on one axis, so that a rule shared by all of them is one matrix product: what a coordinate-wise rule works on.</summary>
internal static class Coordinates
{
    /// <summary>The arrays one after the other, <c>[1, coordinates]</c>.</summary>
    public static Expression Join(IReadOnlyList<Expression> arrays)
        => Concatenate(1, [.. arrays.Select(array => Reshape(array, new(1, array.Shape.Count)))]);

    /// <summary>The arrays that <see cref="Join"/> joined.</summary>
    public static IReadOnlyList<Expression> Part(Expression row, IReadOnlyList<Expression> like)
    {
        var parts = new Expression[like.Count];
        for (int i = 0, start = 0; i < parts.Length; start += like[i++].Shape.Count)
            parts[i] = Reshape(Slice(row, 1, start, like[i].Shape.Count), like[i].Shape);
        return parts;
    }

    /// <summary>
    /// A number of any magnitude as two near 1 (Andrychowicz et al. 2016, appendix A): (log|x| / p, sign x) where |x| ≥ e⁻ᵖ, else (−1, eᵖ x).
    /// Both are continuous, so they are a maximum and a clamp; the derivative exists also at x = 0.
    /// </summary>
    /// <param name="x"><c>[1, coordinates]</c>.</param>
    /// <param name="p">Positive; 10 in the papers.</param>
    /// <returns><c>[2, coordinates]</c>.</returns>
    public static Expression Preprocess(Expression x, double p)
        => Concatenate(0, Log(Maximum(Abs(x), Math.Exp(-p))) * (1 / p), Minimum(Maximum(x * Math.Exp(p), -1), 1));
}
