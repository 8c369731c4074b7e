using System.Text.Json;

namespace MetaLearn.Autodiff.Tests;

/// <summary>PyTorch's values and derivatives of elementary functions, <c>test/golden/functions.json</c> (made by <c>functions.py</c> beside it).</summary>
public sealed class GoldenFunctionTests
{
    // PyTorch itself is a few units in the last place from the truth.
    private const double Tolerance = 1e-14;

    private static readonly JsonElement File = Read();

    private static readonly Dictionary<string, Func<Expression, Expression>> Ours = new()
    {
        ["exp"] = Functions.Exp, ["log"] = Functions.Log, ["log1p"] = Functions.Log1P, ["sqrt"] = Functions.Sqrt, ["rsqrt"] = Functions.ReciprocalSqrt, ["sin"] = Functions.Sin, ["cos"] = Functions.Cos,
        ["tanh"] = Functions.Tanh, ["sigmoid"] = Functions.Sigmoid, ["softplus"] = Functions.Softplus, ["erf"] = Functions.Erf,
    };

    public static TheoryData<string> Names => [.. File.GetProperty("unary").EnumerateArray().Select(x => x.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_and_derivatives_are_PyTorchs(string name)
    {
        var expected = File.GetProperty("unary").EnumerateArray().Single(x => x.GetProperty("name").GetString() == name);
        var x = Numbers(expected, "x");
        Compare(x, Numbers(expected, "value"), Compute.Map(Ours[name], x), 0, name);
        Compare(x, Numbers(expected, "derivative"), Compute.Slope(Ours[name], x), expected.GetProperty("derivative_absolute_tolerance").GetDouble(), $"{name}'");
    }

    [Fact]
    public void Powers_are_PyTorchs()
    {
        var expected = File.GetProperty("pow");
        var (x, exponent) = (Numbers(expected, "x"), Numbers(expected, "exponent"));
        var (a, b) = (new Parameter("a", new(x.Length)), new Parameter("b", new(x.Length)));
        var value = Power(a, b);
        var gradients = Gradient(Sum(value), [a, b]);
        double[] At(Expression formula) => Compute.Values(formula, (a, x), (b, exponent));
        Compare(x, Numbers(expected, "value"), At(value), 0, "pow");
        Compare(x, Numbers(expected, "derivative"), At(gradients[0]), 0, "pow by x");
        Compare(x, Numbers(expected, "exponent_derivative"), At(gradients[1]), 0, "pow by exponent");
    }

    [Theory]
    [InlineData("logsumexp")]
    [InlineData("cumsum")]
    public void Vector_functions_are_PyTorchs(string name)
    {
        foreach (var expected in File.GetProperty(name).EnumerateArray())
        {
            var x = Numbers(expected, "x");
            var weights = Numbers(expected, "weights");
            Expression F(Expression t) => name == "cumsum" ? CumulativeSum(t, 0) : Reshape(LogSumExp(t), new(1));
            // Sums cancel: an error is counted against the largest element.
            Compare(x, Numbers(expected, "value"), Compute.Map(F, x), Tolerance * x.Max(Math.Abs), name);
            // PyTorch takes exp(x - logsumexp(x)), whose exponent carries the rounding of numbers as large as x.
            var rounding = name == "cumsum" ? 0 : 1.2e-16 * x.Max(Math.Abs);
            Compare(
                x, Numbers(expected, "gradient"), Compute.Map(t => Gradient(Sum(F(t) * Constant(weights, new(weights.Length))), t), x),
                expected.GetProperty("gradient_absolute_tolerance").GetDouble() + rounding, $"{name}'");
        }
    }

    private static void Compare(double[] x, double[] expected, double[] actual, double absolute, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            if (!(Math.Abs(expected[i] - actual[i]) <= absolute))
                Compute.AssertClose(expected[i], actual[i], Tolerance, FormattableString.Invariant($"{what} at x[{i}] = {x[Math.Min(i, x.Length - 1)]}"));
    }

    private static double[] Numbers(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(x => x.GetDouble())];

    private static JsonElement Read()
    {
        var folder = AppContext.BaseDirectory;
        while (!System.IO.File.Exists(Path.Combine(folder, "MetaLearn.slnx"))) folder = Path.GetDirectoryName(folder)!; // the tests run inside the repository
        using var document = JsonDocument.Parse(System.IO.File.ReadAllText(Path.Combine(folder, "test", "golden", "functions.json")));
        return document.RootElement.Clone();
    }
}
