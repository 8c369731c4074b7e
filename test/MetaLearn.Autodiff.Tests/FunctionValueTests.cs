using System.Globalization;

namespace MetaLearn.Autodiff.Tests;

public sealed class FunctionValueTests
{
    private static readonly double[] Everywhere =
    [
        0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, -double.Epsilon, double.MaxValue, double.MinValue,
        1e-300, -1e-300, 1e-20, -1e-20, 1e-9, -1e-9, 1e-4, -1e-4, 0.1, -0.1, 0.3, 0.5, -0.5, 0.62, 0.63, -0.625, 0.7, 0.99, 1, -1, 1.01, -1.5, 2, -2.5, 3, 5,
        -7, 10, 19, -20, 36.5, -37, 50, -80, 100, -300, 700, -700, 740, -745, 1e4, -1e5, 1e10, 1e15, 1e100, -1e200,
    ];

    private static readonly Dictionary<string, (Func<Expression, Expression> Function, Func<double, double> Expected, double Tolerance)> Known = new()
    {
        ["Abs"] = (Functions.Abs, Math.Abs, 0),
        ["Sign"] = (Functions.Sign, x => double.IsNaN(x) || x == 0 ? x : Math.Sign(x), 0),
        ["Relu"] = (Functions.Relu, x => x <= 0 ? 0 : x, 0),
        ["Exp"] = (Functions.Exp, Math.Exp, 1e-15),
        ["Log"] = (Functions.Log, Math.Log, 1e-15),
        ["Log1P"] = (Functions.Log1P, AccurateLog1P, 2e-15),
        ["Sqrt"] = (Functions.Sqrt, Math.Sqrt, 0),
        ["ReciprocalSqrt"] = (Functions.ReciprocalSqrt, x => 1 / Math.Sqrt(x), 0),
        ["Tanh"] = (Functions.Tanh, Math.Tanh, 1e-15),
        ["Sigmoid"] = (Functions.Sigmoid, x => 1 / (1 + Math.Exp(-x)), 2e-15),
        ["Softplus"] = (Functions.Softplus, x => Math.Max(x, 0) + AccurateLog1P(Math.Exp(-Math.Abs(x))), 3e-15),
        ["Power 2.5"] = (x => Power(x, 2.5), x => Math.Pow(x, 2.5), 1e-15),
        ["Power -3"] = (x => Power(x, -3), x => Math.Pow(x, -3), 1e-15),
        ["Power 3"] = (x => Power(x, 3), x => x * x * x, 0),
    };

    public static TheoryData<string> KnownNames => [.. Known.Keys];

    [Theory]
    [MemberData(nameof(KnownNames))]
    public void Doubles_agree_with_the_scalar_function_everywhere(string name)
    {
        var (function, expected, tolerance) = Known[name];
        var actual = Compute.Map(function, Everywhere);
        for (var i = 0; i < Everywhere.Length; i++) Compute.AssertClose(expected(Everywhere[i]), actual[i], tolerance, $"{name}({Everywhere[i]})");
    }

    [Theory]
    [MemberData(nameof(KnownNames))]
    public void One_double_alone_agrees_too(string name)
    {
        var (function, expected, tolerance) = Known[name];
        foreach (var x in Everywhere) Compute.AssertClose(expected(x), Compute.Map(function, [x])[0], tolerance, $"{name}({x})");
    }

    [Theory]
    [MemberData(nameof(KnownNames))]
    public void Floats_agree_with_the_function_in_double(string name)
    {
        var (function, expected, _) = Known[name];
        var x = Array.ConvertAll(Everywhere, value => (float)value).Where(value => Math.Abs(value) is 0 or > 1e-30f || float.IsNaN(value)).ToArray();
        var actual = Compute.Map(function, x);
        for (var i = 0; i < x.Length; i++)
        {
            var value = (float)expected(x[i]);
            if (!float.IsSubnormal(value)) Compute.AssertClose(value, actual[i], 1e-6, $"{name}({x[i]}f)");
        }
    }

    [Fact]
    public void Sines_and_cosines_agree_for_angles_of_many_turns()
    {
        double[] x = [0, 1e-300, 1e-9, 0.5, -0.5, 1, Math.PI / 2, -Math.PI, 3, 10, -100, 1e3, -1e4, 1e6, double.NaN, double.PositiveInfinity];
        var (sines, cosines) = (Compute.Map(Functions.Sin, x), Compute.Map(Functions.Cos, x));
        for (var i = 0; i < x.Length; i++)
        {
            // Near a root only the distance is meaningful: the angle itself is rounded.
            if (!double.IsFinite(x[i])) Assert.True(double.IsNaN(sines[i]) && double.IsNaN(cosines[i]));
            else
            {
                Assert.Equal(Math.Sin(x[i]), sines[i], 4e-16);
                Assert.Equal(Math.Cos(x[i]), cosines[i], 4e-16);
                if (Math.Abs(x[i]) < 1) Compute.AssertClose(Math.Sin(x[i]), sines[i], 1e-15, $"Sin({x[i]})");
            }
        }
    }

    // From the power series in 60-digit decimal arithmetic.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1e-300, 1.1283791670955126e-300)]
    [InlineData(1e-9, 1.1283791670955126e-9)]
    [InlineData(-0.25, -0.27632639016823696)]
    [InlineData(0.5, 0.52049987781304654)]
    [InlineData(1, 0.84270079294971487)]
    [InlineData(-1.5, -0.96610514647531073)]
    [InlineData(1.999, 0.99530155665137051)]
    [InlineData(2, 0.99532226501895273)]
    [InlineData(2.001, 0.99534289071852465)]
    [InlineData(3, 0.99997790950300141)]
    [InlineData(4.5, 0.99999999980338394)]
    [InlineData(6.5, 1)]
    [InlineData(double.PositiveInfinity, 1)]
    [InlineData(double.NegativeInfinity, -1)]
    [InlineData(double.NaN, double.NaN)]
    public void Erf_is_accurate(double x, double expected)
    {
        Compute.AssertClose(expected, Compute.Map(Functions.Erf, [x])[0], 1e-15, $"Erf({x})");
        Compute.AssertClose((float)expected, Compute.Map(Functions.Erf, [(float)x])[0], 1e-6, string.Create(CultureInfo.InvariantCulture, $"Erf({x}f)"));
    }

    [Fact]
    public void Comparisons_follow_ieee_rules()
    {
        double[] x = [1, 2, 2, double.NaN, 1, double.PositiveInfinity, 0, 5, 1];
        double[] y = [2, 1, 2, 1, double.NaN, double.PositiveInfinity, -0.0, 6, 1];
        void Check(Func<Expression, Expression, Expression> function, Func<double, double, bool> expected)
            => Assert.Equal([.. x.Zip(y, (a, b) => expected(a, b) ? 1.0 : 0.0)], Pairwise(function, x, y));
        Check(Functions.Greater, (a, b) => a > b);
        Check(Functions.GreaterOrEqual, (a, b) => a >= b);
        Check(Functions.Less, (a, b) => a < b);
        Check(Functions.LessOrEqual, (a, b) => a <= b);
        Check(Functions.Equal, (a, b) => a == b);
        Check(Functions.NotEqual, (a, b) => a != b);
    }

    [Fact]
    public void Minimum_and_maximum_pass_NaN_on()
    {
        double[] x = [1, 2, double.NaN, 1, double.NegativeInfinity, 3, 4, 5, 6];
        double[] y = [2, 1, 1, double.NaN, 0, 4, 3, 6, 5];
        Assert.Equal([.. x.Zip(y, Math.Max)], Pairwise(Functions.Maximum, x, y));
        Assert.Equal([.. x.Zip(y, Math.Min)], Pairwise(Functions.Minimum, x, y));
    }

    [Fact]
    public void Power_of_two_arrays_is_the_scalar_power()
    {
        double[] x = [0, 0, 2, -2, -2, 1e-8, 10, 0.999];
        double[] y = [0, 2, 0.5, 3, 0.5, -0.5, 300, -300];
        var actual = Pairwise(Functions.Power, x, y);
        for (var i = 0; i < x.Length; i++) Compute.AssertClose(Math.Pow(x[i], y[i]), actual[i], 1e-15, $"{x[i]}^{y[i]}");
    }

    [Fact]
    public void Softmax_of_huge_logits_is_finite_and_sums_to_one()
    {
        var softmax = Compute.Map(x => Softmax(x), new float[] { 1000, 999, -1000, 100 });
        Assert.Equal(1, softmax.Sum(), 1e-6f);
        Assert.Equal(1 / (1 + MathF.Exp(-1)), softmax[0], 1e-6f);
        var logSoftmax = Compute.Map(x => LogSoftmax(x), new float[] { 1000, 999, -1000 });
        float[] expected = [-0.31326169f, -1.3132617f, -2000.3132f];
        for (var i = 0; i < 3; i++) Assert.Equal(expected[i], logSoftmax[i], 6e-7f * MathF.Abs(expected[i]));
    }

    [Fact]
    public void LogSumExp_handles_infinities()
    {
        Assert.Equal([Math.Log(2) + 5], Compute.Map(x => LogSumExp(x), [5, 5, double.NegativeInfinity]));
        Assert.Equal([double.NegativeInfinity], Compute.Map(x => LogSumExp(x), [double.NegativeInfinity, double.NegativeInfinity]));
        Assert.Equal([double.PositiveInfinity], Compute.Map(x => LogSumExp(x), [1, double.PositiveInfinity]));
        Assert.Equal(new Shape(2, 1), LogSumExp(Compute.Ramp(2, 3), [1], keepDimensions: true).Shape);
    }

    // By its series where the logarithm of the rounded sum is poor.
    private static double AccurateLog1P(double x)
    {
        if (!(Math.Abs(x) < 0.01)) return Math.Log(1 + x);
        var sum = 0.0;
        for (var n = 12; n >= 1; n--) sum = (n % 2 == 1 ? 1.0 : -1.0) / n + x * sum;
        return x * sum;
    }

    private static double[] Pairwise(Func<Expression, Expression, Expression> function, double[] x, double[] y)
    {
        var (a, b) = (new Parameter("a", new(x.Length)), new Parameter("b", new(y.Length)));
        return Compute.Values(function(a, b), (a, x), (b, y));
    }
}
