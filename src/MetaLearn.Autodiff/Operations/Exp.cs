using System.Numerics.Tensors;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>eˣ.</summary>
    public static Expression Exp(Expression x) => new(new Exp(), x);
}

internal sealed record Exp : Elementwise
{
    public override string Name => nameof(Exp);

    protected override Expression? Local(int input, Expression output, Expression upstream) => upstream * output;

    internal override BlockKernel<T> Kernel<T>() => new SpanUnaryKernel<T>(TensorPrimitives.Exp);
}
