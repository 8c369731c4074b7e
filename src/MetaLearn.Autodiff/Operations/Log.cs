using System.Numerics.Tensors;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>Natural logarithm; −∞ at 0, NaN for x &lt; 0. Its derivative is 1/x, infinite at 0. Any order for x &gt; 0.</summary>
    public static Expression Log(Expression x) => new(new Log(), x);
}

internal sealed record Log : Elementwise
{
    public override string Name => nameof(Log);

    protected override Expression? Local(int input, Expression output, Expression upstream) => upstream / output.Inputs[0];

    internal override BlockKernel<T> Kernel<T>() => new SpanUnaryKernel<T>(TensorPrimitives.Log);
}
