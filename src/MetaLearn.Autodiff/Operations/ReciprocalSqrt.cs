using System.Numerics;
using System.Runtime.Intrinsics;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>
    /// 1/√x, from the exact square root and division, not the processor's estimate; ∞ at 0, NaN for x &lt; 0. Its derivative −½ x^(−3/2) is −∞ at 0.
    /// Any order for x &gt; 0.
    /// </summary>
    public static Expression ReciprocalSqrt(Expression x) => new(new ReciprocalSqrt(), x);
}

internal sealed record ReciprocalSqrt : Elementwise
{
    public override string Name => nameof(ReciprocalSqrt);

    protected override Expression? Local(int input, Expression output, Expression upstream) => upstream * (-0.5 * (output * (output * output)));

    internal override BlockKernel<T> Kernel<T>() => new UnaryKernel<T, Operator>();

    private readonly struct Operator : IUnary
    {
        public static Vector512<T> Invoke<T>(Vector512<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector512<T>.One / Vector512.Sqrt(x);

        public static Vector<T> Invoke<T>(Vector<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector<T>.One / Vector.SquareRoot(x);

        public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.One / T.Sqrt(x);
    }
}
