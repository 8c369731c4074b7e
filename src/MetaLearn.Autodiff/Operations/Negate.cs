using System.Numerics;
using System.Runtime.Intrinsics;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>−x.</summary>
    public static Expression Negate(Expression x) => new(new Negate(), x);
}

internal sealed record Negate : Elementwise
{
    public override string Name => nameof(Negate);

    protected override Expression? Local(int input, Expression output, Expression upstream) => -upstream;

    internal override BlockKernel<T> Kernel<T>() => new UnaryKernel<T, Operator>();

    private readonly struct Operator : IUnary
    {
        public static Vector512<T> Invoke<T>(Vector512<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => -x;

        public static Vector<T> Invoke<T>(Vector<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => -x;

        public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => -x;
    }
}
