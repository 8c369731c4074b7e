using System.Numerics.Tensors;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>Sine of x in radians. Any order.</summary>
    public static Expression Sin(Expression x) => new(new Sin(), x);
}

internal sealed record Sin : Elementwise
{
    public override string Name => nameof(Sin);

    protected override Expression? Local(int input, Expression output, Expression upstream) => upstream * Functions.Cos(output.Inputs[0]);

    internal override BlockKernel<T> Kernel<T>() => new SpanUnaryKernel<T>(TensorPrimitives.Sin);
}
