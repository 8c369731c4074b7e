using System.Numerics;

namespace MetaLearn.Autodiff.Tests;

/// <summary>Values of formulas, compiled and run once.</summary>
internal static class Compute
{
    public static T[] Values<T>(Expression formula, params (Expression Leaf, T[] Values)[] leaves) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Program.Evaluate([formula], leaves.ToDictionary(x => x.Leaf, x => x.Values))[0];

    public static double[] Values(Expression formula) => Values<double>(formula);

    public static double Value(Expression formula, params (Expression Leaf, double Value)[] leaves)
        => Assert.Single(Values(formula, [.. leaves.Select(x => (x.Leaf, new[] { x.Value }))]));

    /// <summary>A function of one vector at x.</summary>
    public static T[] Map<T>(Func<Expression, Expression> function, T[] x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var leaf = new Parameter("x", new(x.Length));
        return Values(function(leaf), (leaf, x));
    }

    /// <summary>The derivative of an element-wise function at x.</summary>
    public static T[] Slope<T>(Func<Expression, Expression> function, T[] x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Map(leaf => Gradient(Sum(function(leaf)), leaf), x);

    /// <summary>Elements 0, 1, 2 … as a constant of the shape.</summary>
    public static Expression Ramp(params int[] lengths)
    {
        var shape = new Shape(lengths);
        return Constant([.. Enumerable.Range(0, shape.Count).Select(i => (double)i)], shape);
    }

    /// <summary>Equal to a relative error, or the same infinity, zero or NaN.</summary>
    public static void AssertClose(double expected, double actual, double relative, string what)
        => Assert.True(
            expected.Equals(actual) || Math.Abs(actual - expected) <= relative * Math.Abs(expected),
            FormattableString.Invariant($"{what}: expected {expected:R}, found {actual:R}, relative error {Math.Abs(actual - expected) / Math.Abs(expected):G3}"));
}
