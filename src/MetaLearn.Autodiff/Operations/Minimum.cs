using System.Numerics;
using System.Runtime.Intrinsics;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>
    /// The smaller of x and y, element-wise with broadcasting; NaN where either is. Where they tie, each takes half of the gradient, as in PyTorch;
    /// the second derivative is 0 everywhere.
    /// </summary>
    public static Expression Minimum(Expression x, Expression y) => new(new Minimum(), x, y);
}

internal sealed record Minimum : Elementwise
{
    public override string Name => nameof(Minimum);

    protected override Expression? Local(int input, Expression output, Expression upstream)
    {
        var (mine, other) = (output.Inputs[input], output.Inputs[1 - input]);
        return Functions.Where(Functions.Less(mine, other), upstream, Functions.Where(Functions.Equal(mine, other), 0.5 * upstream, 0));
    }

    internal override BlockKernel<T> Kernel<T>() => new BinaryKernel<T, Operator>();

    private readonly struct Operator : IBinary
    {
        public static Vector512<T> Invoke<T>(Vector512<T> x, Vector512<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector512.Min(x, y);

        public static Vector<T> Invoke<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector.Min(x, y);

        public static T Invoke<T>(T x, T y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Min(x, y);
    }
}
