using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>
    /// log(1 + eˣ), as max(x, 0) + log(1 + e^−|x|): nothing overflows or is lost for large |x|. Its derivative is <see cref="Sigmoid"/>. Any order.
    /// </summary>
    public static Expression Softplus(Expression x) => new(new Softplus(), x);
}

internal sealed record Softplus : Elementwise
{
    public override string Name => nameof(Softplus);

    protected override Expression? Local(int input, Expression output, Expression upstream) => upstream * Functions.Sigmoid(output.Inputs[0]);

    internal override BlockKernel<T> Kernel<T>() => new ComposedKernel<T, Decay, Lifted>(new Tail<T>().Run);

    private sealed unsafe class Tail<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly BlockKernel<T> log1P = new Log1P().Kernel<T>();

        public void Run(ReadOnlySpan<T> x, Span<T> destination)
        {
            TensorPrimitives.Exp(x, destination);
            fixed (T* pointer = destination) log1P.Run(pointer, null, null, pointer, destination.Length);
        }
    }

    private readonly struct Decay : IUnary
    {
        public static Vector512<T> Invoke<T>(Vector512<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => -Vector512.Abs(x);

        public static Vector<T> Invoke<T>(Vector<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => -Vector.Abs(x);

        public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => -T.Abs(x);
    }

    private readonly struct Lifted : IBinary
    {
        public static Vector512<T> Invoke<T>(Vector512<T> x, Vector512<T> tail) where T : unmanaged, IBinaryFloatingPointIeee754<T>
            => Vector512.Max(x, Vector512<T>.Zero) + tail;

        public static Vector<T> Invoke<T>(Vector<T> x, Vector<T> tail) where T : unmanaged, IBinaryFloatingPointIeee754<T>
            => Vector.Max(x, Vector<T>.Zero) + tail;

        public static T Invoke<T>(T x, T tail) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Max(x, T.Zero) + tail;
    }
}
