using System.Numerics;
using System.Runtime.Intrinsics;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>x / y, element-wise with broadcasting; a division by zero gives an infinity or NaN.</summary>
    public static Expression Divide(Expression x, Expression y) => new(new Divide(), x, y);
}

internal sealed record Divide : Elementwise
{
    public override string Name => nameof(Divide);

    protected override Expression? Local(int input, Expression output, Expression upstream)
        => input == 0 ? upstream / output.Inputs[1] : -(upstream * output / output.Inputs[1]);

    internal override BlockKernel<T> Kernel<T>() => new BinaryKernel<T, Operator>();

    private readonly struct Operator : IBinary
    {
        public static Vector512<T> Invoke<T>(Vector512<T> x, Vector512<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => x / y;

        public static Vector<T> Invoke<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => x / y;

        public static T Invoke<T>(T x, T y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => x / y;
    }
}
