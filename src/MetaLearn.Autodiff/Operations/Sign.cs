using System.Numerics;
using System.Runtime.Intrinsics;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>1 where x &gt; 0, −1 where x &lt; 0, x itself where it is ±0 or NaN. Its derivative is zero everywhere.</summary>
    public static Expression Sign(Expression x) => new(new Sign(), x);
}

internal sealed record Sign : Elementwise
{
    public override string Name => nameof(Sign);

    protected override Expression? Local(int input, Expression output, Expression upstream) => null;

    internal override BlockKernel<T> Kernel<T>() => new UnaryKernel<T, Operator>();

    private readonly struct Operator : IUnary
    {
        public static Vector512<T> Invoke<T>(Vector512<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
            => Vector512.ConditionalSelect(
                Vector512.GreaterThan(x, Vector512<T>.Zero), Vector512<T>.One,
                Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<T>.Zero), -Vector512<T>.One, x));

        public static Vector<T> Invoke<T>(Vector<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
            => Vector.ConditionalSelect(
                Vector.GreaterThan(x, Vector<T>.Zero), Vector<T>.One,
                Vector.ConditionalSelect(Vector.LessThan(x, Vector<T>.Zero), -Vector<T>.One, x));

        public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
            => x > T.Zero ? T.One : x < T.Zero ? -T.One : x;
    }
}
