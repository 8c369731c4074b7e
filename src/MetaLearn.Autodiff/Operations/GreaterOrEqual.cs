using System.Numerics;
using System.Runtime.Intrinsics;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>1 where x ≥ y, else 0 (also where either is NaN), element-wise with broadcasting. Its derivative is zero.</summary>
    public static Expression GreaterOrEqual(Expression x, Expression y) => new(new GreaterOrEqual(), x, y);

    /// <summary>1 where x ≤ y, else 0 (also where either is NaN), element-wise with broadcasting. Its derivative is zero.</summary>
    public static Expression LessOrEqual(Expression x, Expression y) => GreaterOrEqual(y, x);
}

internal sealed record GreaterOrEqual : Elementwise
{
    public override string Name => nameof(GreaterOrEqual);

    protected override Expression? Local(int input, Expression output, Expression upstream) => null;

    internal override BlockKernel<T> Kernel<T>() => new BinaryKernel<T, Operator>();

    private readonly struct Operator : IBinary
    {
        public static Vector512<T> Invoke<T>(Vector512<T> x, Vector512<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
            => Vector512.GreaterThanOrEqual(x, y) & Vector512<T>.One;

        public static Vector<T> Invoke<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
            => Vector.GreaterThanOrEqual(x, y) & Vector<T>.One;

        public static T Invoke<T>(T x, T y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => x >= y ? T.One : T.Zero;
    }
}
