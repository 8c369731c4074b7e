using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>
    /// x^y, element-wise with broadcasting; NaN for x &lt; 0 and fractional y, 1 for y = 0. By x the derivative is y x^(y−1), of any order where x ≠ 0;
    /// by y it is x^y log x, for x &gt; 0 (taken as 0 at x = 0 with y ≥ 0, NaN for x &lt; 0). A derivative that is not asked for is not formed, so x may be
    /// negative under whole exponents that are constants.
    /// </summary>
    public static Expression Power(Expression x, Expression y)
    {
        ArgumentNullException.ThrowIfNull(y);
        return y.Operation is Constant { Shape.Rank: 0 } constant ? Power(x, constant.Value) : new(new Power(), x, y);
    }

    /// <summary>
    /// x to a fixed exponent. Exponents 0 to 3 are products, so every derivative of x², x³ at 0 exists.
    /// </summary>
    /// <param name="x">Any shape; negative only for whole exponents, else NaN.</param>
    /// <param name="exponent">Any number; 0 gives 1 everywhere.</param>
    public static Expression Power(Expression x, double exponent)
    {
        ArgumentNullException.ThrowIfNull(x);
        return exponent switch
        {
            0 => Constant(1, x.Shape),
            1 => x,
            2 => x * x,
            3 => x * x * x,
            _ => new(new Power(), x, exponent),
        };
    }
}

internal sealed record Power : Elementwise
{
    public override string Name => nameof(Power);

    protected override Expression? Local(int input, Expression output, Expression upstream)
    {
        var (x, y) = (output.Inputs[0], output.Inputs[1]);
        if (input == 1) return upstream * (output * Functions.Log(Functions.Where(Functions.Equal(x, 0), 1, x)));
        // A constant exponent counts down as a number, so that it ends at the products.
        var lower = y.Operation is Constant constant ? Functions.Power(x, constant.Value - 1) : Functions.Power(x, y - 1);
        return upstream * (y * lower);
    }

    internal override BlockKernel<T> Kernel<T>() => new SpanBinaryKernel<T>(static (x, y, destination) =>
    {
        // The framework's vector version is exp(y log x), which refuses negative x and loses digits.
        for (var i = 0; i < x.Length; i++) destination[i] = T.Pow(x[i], y[i]);
    });
}
