using System.Numerics;
using System.Runtime.Intrinsics;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>
    /// √x; NaN for x &lt; 0. Its derivative 1/(2√x) is infinite at 0, so a loss whose gradient really passes through √0 shows it; where nothing
    /// comes from above (the element was masked away), the result is 0 and not the 0 · ∞ = NaN of a plain chain rule. Any order for x &gt; 0.
    /// </summary>
    public static Expression Sqrt(Expression x) => new(new Sqrt(), x);
}

internal sealed record Sqrt : Elementwise
{
    public override string Name => nameof(Sqrt);

    protected override Expression? Local(int input, Expression output, Expression upstream) => upstream / (2 * Functions.Where(Functions.Abs(upstream) + output, output, 1));

    internal override BlockKernel<T> Kernel<T>() => new UnaryKernel<T, Operator>();

    private readonly struct Operator : IUnary
    {
        public static Vector512<T> Invoke<T>(Vector512<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector512.Sqrt(x);

        public static Vector<T> Invoke<T>(Vector<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector.SquareRoot(x);

        public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Sqrt(x);
    }
}
