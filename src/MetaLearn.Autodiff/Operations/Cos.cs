using System.Numerics.Tensors;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>Cosine of x in radians. Any order.</summary>
    public static Expression Cos(Expression x) => new(new Cos(), x);
}

internal sealed record Cos : Elementwise
{
    public override string Name => nameof(Cos);

    protected override Expression? Local(int input, Expression output, Expression upstream) => -(upstream * Functions.Sin(output.Inputs[0]));

    internal override BlockKernel<T> Kernel<T>() => new SpanUnaryKernel<T>(TensorPrimitives.Cos);
}
