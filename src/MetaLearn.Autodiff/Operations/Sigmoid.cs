using System.Numerics.Tensors;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>
    /// The logistic function 1/(1 + e⁻ˣ), in [0, 1] for any x. Its derivative σ(1 − σ) rounds to 0 for large |x|; for a loss of log σ(x) take
    /// −<see cref="Softplus"/>(−x), which loses nothing there. Any order.
    /// </summary>
    public static Expression Sigmoid(Expression x) => new(new Sigmoid(), x);
}

internal sealed record Sigmoid : Elementwise
{
    public override string Name => nameof(Sigmoid);

    protected override Expression? Local(int input, Expression output, Expression upstream) => upstream * (output * (1 - output));

    internal override BlockKernel<T> Kernel<T>() => new SpanUnaryKernel<T>(TensorPrimitives.Sigmoid);
}
