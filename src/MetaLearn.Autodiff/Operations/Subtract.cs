using System.Numerics;
using System.Runtime.Intrinsics;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>x − y, element-wise with broadcasting.</summary>
    public static Expression Subtract(Expression x, Expression y) => new(new Subtract(), x, y);
}

internal sealed record Subtract : Elementwise
{
    public override string Name => nameof(Subtract);

    protected override Expression? Local(int input, Expression output, Expression upstream)
        => input == 0 ? upstream : -upstream;

    internal override BlockKernel<T> Kernel<T>() => new BinaryKernel<T, Operator>();

    private readonly struct Operator : IBinary
    {
        public static Vector512<T> Invoke<T>(Vector512<T> x, Vector512<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => x - y;

        public static Vector<T> Invoke<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => x - y;

        public static T Invoke<T>(T x, T y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => x - y;
    }
}
