using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>Hyperbolic tangent, to a few units in the last place for every x (tiny ones too). Its derivative is 1 − tanh². Any order.</summary>
    public static Expression Tanh(Expression x) => new(new Tanh(), x);
}

internal sealed record Tanh : Elementwise
{
    public override string Name => nameof(Tanh);

    protected override Expression? Local(int input, Expression output, Expression upstream) => upstream * (1 - output * output);

    internal override BlockKernel<T> Kernel<T>() => new ComposedKernel<T, Doubled, Ratio>(TensorPrimitives.Exp);

    private readonly struct Doubled : IUnary
    {
        public static Vector512<T> Invoke<T>(Vector512<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector512.Abs(x + x);

        public static Vector<T> Invoke<T>(Vector<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector.Abs(x + x);

        public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Abs(x + x);
    }

    // With e = exp(2|x|): 1 - 2/(e + 1) cancels for small x, where the eighth convergent of Lambert's continued fraction
    // x/(1 + x²/(3 + x²/(5 + ...))) is exact to 1e-17 instead.
    private readonly struct Ratio : IBinary
    {
        private const double Small = 0.625;

        public static Vector512<T> Invoke<T>(Vector512<T> x, Vector512<T> e) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var z = x * x;
            var p = ((C512<T>(36) * z + C512<T>(6930)) * z + C512<T>(270270)) * z + C512<T>(2027025);
            var q = (((z + C512<T>(630)) * z + C512<T>(51975)) * z + C512<T>(945945)) * z + C512<T>(2027025);
            var large = Vector512.CopySign(Vector512<T>.One - C512<T>(2) / (e + Vector512<T>.One), x);
            return Vector512.ConditionalSelect(Vector512.LessThan(Vector512.Abs(x), C512<T>(Small)), x * (p / q), large);
        }

        public static Vector<T> Invoke<T>(Vector<T> x, Vector<T> e) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var z = x * x;
            var p = ((C<T>(36) * z + C<T>(6930)) * z + C<T>(270270)) * z + C<T>(2027025);
            var q = (((z + C<T>(630)) * z + C<T>(51975)) * z + C<T>(945945)) * z + C<T>(2027025);
            var large = Vector.CopySign(Vector<T>.One - C<T>(2) / (e + Vector<T>.One), x);
            return Vector.ConditionalSelect(Vector.LessThan(Vector.Abs(x), C<T>(Small)), x * (p / q), large);
        }

        public static T Invoke<T>(T x, T e) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            if (!(T.Abs(x) < T.CreateTruncating(Small))) return T.CopySign(T.One - T.CreateTruncating(2) / (e + T.One), x);
            var z = x * x;
            var p = ((T.CreateTruncating(36) * z + T.CreateTruncating(6930)) * z + T.CreateTruncating(270270)) * z + T.CreateTruncating(2027025);
            var q = (((z + T.CreateTruncating(630)) * z + T.CreateTruncating(51975)) * z + T.CreateTruncating(945945)) * z + T.CreateTruncating(2027025);
            return x * (p / q);
        }

        private static Vector512<T> C512<T>(double value) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector512.Create(T.CreateTruncating(value));

        private static Vector<T> C<T>(double value) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector.Create(T.CreateTruncating(value));
    }
}
