using System.Numerics;
using System.Runtime.Intrinsics;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>x where the condition is not 0, else y; element-wise with broadcasting. Not differentiable in the condition.</summary>
    public static Expression Where(Expression condition, Expression x, Expression y) => new(new Where(), condition, x, y);
}

internal sealed record Where : Elementwise
{
    public override string Name => nameof(Where);

    protected override Expression? Local(int input, Expression output, Expression upstream) => input switch
    {
        0 => null,
        1 => Functions.Where(output.Inputs[0], upstream, 0),
        _ => Functions.Where(output.Inputs[0], 0, upstream),
    };

    internal override BlockKernel<T> Kernel<T>() => new WhereKernel<T>();

    private sealed unsafe class WhereKernel<T> : BlockKernel<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override void Run(T* x, T* y, T* z, T* destination, int count)
        {
            var i = 0;
            if (Vector512.IsHardwareAccelerated)
                for (; i <= count - Vector512<T>.Count; i += Vector512<T>.Count)
                    Vector512.ConditionalSelect(Vector512.Equals(Vector512.Load(x + i), Vector512<T>.Zero), Vector512.Load(z + i), Vector512.Load(y + i))
                        .Store(destination + i);
            for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
                Vector.Store(
                    Vector.ConditionalSelect(Vector.Equals(Vector.Load(x + i), Vector<T>.Zero), Vector.Load(z + i), Vector.Load(y + i)),
                    destination + i);
            for (; i < count; i++) destination[i] = x[i] == T.Zero ? z[i] : y[i];
        }
    }
}
