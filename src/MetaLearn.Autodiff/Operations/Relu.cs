using System.Numerics;
using System.Runtime.Intrinsics;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>max(x, 0). Its derivative at 0 is 0, as PyTorch's; its second derivative is 0 everywhere.</summary>
    public static Expression Relu(Expression x) => new(new Relu(), x);
}

internal sealed record Relu : Elementwise
{
    public override string Name => nameof(Relu);

    // By the result, which is kept for the layer behind anyway, rather than by x.
    protected override Expression? Local(int input, Expression output, Expression upstream) => Functions.Where(Functions.Greater(output, 0), upstream, 0);

    internal override BlockKernel<T> Kernel<T>() => new UnaryKernel<T, Operator>();

    // Written so that NaN passes.
    private readonly struct Operator : IUnary
    {
        public static Vector512<T> Invoke<T>(Vector512<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
            => Vector512.ConditionalSelect(Vector512.LessThanOrEqual(x, Vector512<T>.Zero), Vector512<T>.Zero, x);

        public static Vector<T> Invoke<T>(Vector<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
            => Vector.ConditionalSelect(Vector.LessThanOrEqual(x, Vector<T>.Zero), Vector<T>.Zero, x);

        public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => x <= T.Zero ? T.Zero : x;
    }
}
