using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>
    /// The error function 2/√π ∫₀ˣ e^(−t²) dt, to about 1e-15 relative in double. Its derivative is 2/√π e^(−x²). Any order.
    /// </summary>
    public static Expression Erf(Expression x) => new(new Erf(), x);

    /// <summary>The Gaussian error linear unit x Φ(x) = x (1 + erf(x/√2))/2 in its exact form (Hendrycks and Gimpel, 2016). Any order.</summary>
    public static Expression Gelu(Expression x) => x * (0.5 + 0.5 * Erf(x * Math.Sqrt(0.5)));
}

internal sealed record Erf : Elementwise
{
    // Beyond it, erf rounds to 1.
    private const double Saturated = 6;
    private const double SeriesEnd = 2;
    private const int Levels = 48;
    private static readonly double TwoOverRootPi = 2 / Math.Sqrt(Math.PI);

    public override string Name => nameof(Erf);

    protected override Expression? Local(int input, Expression output, Expression upstream)
        => upstream * (TwoOverRootPi * Functions.Exp(-(output.Inputs[0] * output.Inputs[0])));

    internal override BlockKernel<T> Kernel<T>() => new SpanUnaryKernel<T>(static (x, destination) =>
    {
        for (var i = 0; i < x.Length; i++) destination[i] = T.CreateTruncating(Value(double.CreateTruncating(x[i])));
    });

    /// <summary>Up to |x| = 2 by a series of positive terms, beyond by a continued fraction of 1 − erf, whose own error hardly counts.</summary>
    private static double Value(double x)
    {
        var size = Math.Abs(x);
        if (double.IsNaN(x)) return x;
        if (size >= Saturated) return Math.CopySign(1, x);
        return size <= SeriesEnd ? Series(x) : Math.CopySign(1 - Complement(size), x);
    }

    // 2/√π e^(-x²) Σ 2ⁿ x^(2n+1) / (2n+1)!! (Abramowitz and Stegun 7.1.6)
    private static double Series(double x)
    {
        var z = 2 * x * x;
        var term = 1.0;
        var sum = 1.0;
        for (var n = 3; term > sum * 1e-18; n += 2)
        {
            term *= z / n;
            sum += term;
        }
        return TwoOverRootPi * Math.Exp(-x * x) * sum * x;
    }

    // e^(-x²)/√π · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + ...)))) (Abramowitz and Stegun 7.1.14)
    private static double Complement(double x)
    {
        var tail = x;
        for (var level = Levels; level >= 1; level--) tail = x + 0.5 * level / tail;
        return Math.Exp(-x * x) / (Math.Sqrt(Math.PI) * tail);
    }
}
