using System.Numerics;
using System.Runtime.Intrinsics;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>|x|. Its derivative at 0 is 0, as PyTorch's; its second derivative is 0 everywhere.</summary>
    public static Expression Abs(Expression x) => new(new Abs(), x);
}

internal sealed record Abs : Elementwise
{
    public override string Name => nameof(Abs);

    protected override Expression? Local(int input, Expression output, Expression upstream) => upstream * Functions.Sign(output.Inputs[0]);

    internal override BlockKernel<T> Kernel<T>() => new UnaryKernel<T, Operator>();

    private readonly struct Operator : IUnary
    {
        public static Vector512<T> Invoke<T>(Vector512<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector512.Abs(x);

        public static Vector<T> Invoke<T>(Vector<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector.Abs(x);

        public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Abs(x);
    }
}
