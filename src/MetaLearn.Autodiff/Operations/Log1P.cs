using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>
    /// log(1 + x), accurate for tiny x too; −∞ at −1, NaN below. Its derivative is 1/(1 + x), infinite at −1. Any order for x &gt; −1.
    /// </summary>
    public static Expression Log1P(Expression x) => new(new Log1P(), x);
}

internal sealed record Log1P : Elementwise
{
    public override string Name => nameof(Log1P);

    protected override Expression? Local(int input, Expression output, Expression upstream) => upstream / (1 + output.Inputs[0]);

    internal override BlockKernel<T> Kernel<T>() => new ComposedKernel<T, Increment, Corrected>(TensorPrimitives.Log);

    private readonly struct Increment : IUnary
    {
        public static Vector512<T> Invoke<T>(Vector512<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector512<T>.One + x;

        public static Vector<T> Invoke<T>(Vector<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector<T>.One + x;

        public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.One + x;
    }

    // With u = 1 + x rounded, log(u)/(u - 1) changes so slowly that x times it is log(1 + x) to the last places (Kahan). Where u - 1 is 0
    // the answer is x, where it is infinite log(u).
    private readonly struct Corrected : IBinary
    {
        public static Vector512<T> Invoke<T>(Vector512<T> x, Vector512<T> log) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var d = Vector512<T>.One + x - Vector512<T>.One;
            var result = Vector512.ConditionalSelect(Vector512.Equals(d, Vector512<T>.Zero), x, log * (x / d));
            return Vector512.ConditionalSelect(Vector512.Equals(d, Vector512.Create(T.PositiveInfinity)), log, result);
        }

        public static Vector<T> Invoke<T>(Vector<T> x, Vector<T> log) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var d = Vector<T>.One + x - Vector<T>.One;
            var result = Vector.ConditionalSelect(Vector.Equals(d, Vector<T>.Zero), x, log * (x / d));
            return Vector.ConditionalSelect(Vector.Equals(d, Vector.Create(T.PositiveInfinity)), log, result);
        }

        public static T Invoke<T>(T x, T log) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var d = T.One + x - T.One;
            return d == T.Zero ? x : d == T.PositiveInfinity ? log : log * (x / d);
        }
    }
}
