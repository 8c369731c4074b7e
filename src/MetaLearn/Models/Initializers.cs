using MetaLearn.Autodiff;

namespace MetaLearn.Models;

/// <summary>
/// The usual initialisers. Those that scale with a layer's width take the fan-in from a weight of shape <c>[out, in]</c> as its second
/// length and the fan-out as its first, each times the lengths that follow.
/// </summary>
public static class Initializers
{
    /// <summary>All 0.</summary>
    public static Initializer Zeros { get; } = Constant(0);

    /// <summary>All one number.</summary>
    /// <param name="value">Finite.</param>
    public static Initializer Constant(double value)
    {
        Require.Finite(value, nameof(value));
        return (shape, _) => Draw(shape, () => value);
    }

    /// <summary>Uniform in [−bound, bound).</summary>
    /// <param name="bound">Positive and finite.</param>
    public static Initializer Uniform(double bound)
    {
        Require.Positive(bound, nameof(bound));
        return (shape, random) => Draw(shape, () => random.Uniform(-bound, bound));
    }

    /// <summary>Uniform within ±1/√in: how PyTorch starts a linear layer's weight and its bias.</summary>
    /// <param name="inFeatures">The layer's fan-in: at least 1.</param>
    public static Initializer LinearDefault(int inFeatures)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inFeatures);
        return Uniform(1 / Math.Sqrt(inFeatures));
    }

    /// <summary>Normal with mean 0.</summary>
    /// <param name="sigma">Standard deviation: positive and finite.</param>
    public static Initializer Normal(double sigma)
    {
        Require.Positive(sigma, nameof(sigma));
        return (shape, random) => Draw(shape, () => sigma * random.Normal());
    }

    /// <summary>
    /// Normal with mean 0, redrawn beyond two σ, as TensorFlow's <c>truncated_normal</c>: what MAML's fully connected networks start from
    /// (Finn et al. 2017, their code), with biases 0.
    /// </summary>
    /// <param name="sigma">σ of the normal before the cut: positive and finite; 0.01 by default. What is drawn deviates by 0.8796 σ.</param>
    public static Initializer TruncatedNormal(double sigma = 0.01)
    {
        Require.Positive(sigma, nameof(sigma));
        return (shape, random) => Draw(shape, () =>
        {
            double z;
            do z = random.Normal(); while (Math.Abs(z) > 2);
            return sigma * z;
        });
    }

    /// <summary>Uniform within ±gain·√(6 / (fan-in + fan-out)); Glorot and Bengio (2010), equation 16.</summary>
    /// <param name="gain">Positive and finite; 1 by default.</param>
    public static Initializer XavierUniform(double gain = 1) => ByFans(gain, (fanIn, fanOut) => Uniform(gain * Math.Sqrt(6.0 / (fanIn + fanOut))));

    /// <summary>Normal with σ = gain·√(2 / (fan-in + fan-out)); Glorot and Bengio (2010), equation 12.</summary>
    /// <param name="gain">Positive and finite; 1 by default.</param>
    public static Initializer XavierNormal(double gain = 1) => ByFans(gain, (fanIn, fanOut) => Normal(gain * Math.Sqrt(2.0 / (fanIn + fanOut))));

    /// <summary>
    /// Uniform within ±gain·√(3 / fan-in); He et al. (2015), as a uniform with the variance of their equation 10.
    /// </summary>
    /// <param name="gain">Positive and finite; √2, for ReLU, by default.</param>
    public static Initializer KaimingUniform(double gain = 1.4142135623730951) => ByFans(gain, (fanIn, _) => Uniform(gain * Math.Sqrt(3.0 / fanIn)));

    /// <summary>Normal with σ = gain / √fan-in; He et al. (2015), equation 10.</summary>
    /// <param name="gain">Positive and finite; √2, for ReLU, by default.</param>
    public static Initializer KaimingNormal(double gain = 1.4142135623730951) => ByFans(gain, (fanIn, _) => Normal(gain / Math.Sqrt(fanIn)));

    private static Initializer ByFans(double gain, Func<int, int, Initializer> make)
    {
        Require.Positive(gain, nameof(gain));
        return (shape, random) =>
        {
            if (shape.Rank < 2) throw new ShapeException($"Initializers: a fan-in needs a weight of shape [out, in], found {shape}.");
            if (shape.Count == 0) return [];
            return make(shape.Count / shape[0], shape.Count / shape[1])(shape, random);
        };
    }

    private static double[] Draw(Shape shape, Func<double> next)
    {
        var values = new double[shape.Count];
        for (var i = 0; i < values.Length; i++) values[i] = next();
        return values;
    }
}
