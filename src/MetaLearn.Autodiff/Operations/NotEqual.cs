using System.Numerics;
using System.Runtime.Intrinsics;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>1 where x ≠ y (also where either is NaN), else 0, element-wise with broadcasting. Its derivative is zero.</summary>
    public static Expression NotEqual(Expression x, Expression y) => new(new NotEqual(), x, y);
}

internal sealed record NotEqual : Elementwise
{
    public override string Name => nameof(NotEqual);

    protected override Expression? Local(int input, Expression output, Expression upstream) => null;

    internal override BlockKernel<T> Kernel<T>() => new BinaryKernel<T, Operator>();

    private readonly struct Operator : IBinary
    {
        public static Vector512<T> Invoke<T>(Vector512<T> x, Vector512<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
            => Vector512.AndNot(Vector512<T>.One, Vector512.Equals(x, y));

        public static Vector<T> Invoke<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
            => Vector.AndNot(Vector<T>.One, Vector.Equals(x, y));

        public static T Invoke<T>(T x, T y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => x != y ? T.One : T.Zero;
    }
}
