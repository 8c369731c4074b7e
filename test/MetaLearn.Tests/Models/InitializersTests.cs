using MetaLearn.Autodiff;
using MetaLearn.Models;

namespace MetaLearn.Tests.Models;

public sealed class InitializersTests
{
    private static readonly Shape Weight = new(300, 200);

    // Name, initialiser, standard deviation, largest magnitude. Fan-in 200, fan-out 300.
    public static TheoryData<string, Initializer, double, double> Distributions => new()
    {
        { "uniform", Initializers.Uniform(0.5), 0.5 / Math.Sqrt(3), 0.5 },
        { "normal", Initializers.Normal(2), 2, 12 },
        // The variance of a normal cut at two σ is 1 − 4 φ(2) / (2 Φ(2) − 1) of its own.
        { "truncated normal", Initializers.TruncatedNormal(0.01), 0.01 * 0.8796256610342398, 0.02 },
        { "Xavier uniform", Initializers.XavierUniform(), Math.Sqrt(2.0 / 500), Math.Sqrt(6.0 / 500) },
        { "Xavier normal", Initializers.XavierNormal(3), 3 * Math.Sqrt(2.0 / 500), 1.2 },
        { "Kaiming uniform", Initializers.KaimingUniform(), Math.Sqrt(2.0 / 200), Math.Sqrt(6.0 / 200) },
        { "Kaiming normal", Initializers.KaimingNormal(), Math.Sqrt(2.0 / 200), 0.6 },
        { "PyTorch's linear layer", Initializers.LinearDefault(200), 1 / Math.Sqrt(600), 1 / Math.Sqrt(200) },
    };

    [Theory]
    [MemberData(nameof(Distributions))]
    public void Moments_and_bounds_are_those_of_the_distribution(string name, Initializer initializer, double deviation, double bound)
    {
        var values = initializer(Weight, new RandomStream(11));
        Assert.Equal(Weight.Count, values.Length);
        var mean = values.Average();
        var spread = Math.Sqrt(values.Average(v => v * v));
        // Four standard errors of 60,000 draws.
        Assert.True(Math.Abs(mean) < 4 * deviation / Math.Sqrt(values.Length), $"{name}: mean {mean}.");
        Assert.True(Math.Abs(spread / deviation - 1) < 4 / Math.Sqrt(2.0 * values.Length), $"{name}: deviation {spread}, expected {deviation}.");
        var largest = values.Max(Math.Abs);
        Assert.True(largest <= bound && largest > bound * 0.3, $"{name}: largest {largest}.");
    }

    [Fact]
    public void The_papers_sinusoid_network_starts_from_a_truncated_normal_and_zero_biases()
    {
        var values = new Mlp(1, 40, 40, 1) { WeightInitializer = Initializers.TruncatedNormal(0.01), BiasInitializer = Initializers.Zeros }.InitialValues(0);
        Assert.Equal(1761, values.Sum(v => v.Length));
        Assert.All(values.Where((_, i) => i % 2 == 1), bias => Assert.All(bias, v => Assert.Equal(0, v)));
        Assert.All(values.Where((_, i) => i % 2 == 0), weight => Assert.InRange(weight.Max(Math.Abs), 0.005, 0.02));
    }

    [Fact]
    public void By_default_layers_start_as_PyTorchs()
    {
        var values = new Mlp(4, 100, 25).InitialValues(2);
        Assert.InRange(values[0].Concat(values[1]).Max(Math.Abs), 0.45, 0.5);
        Assert.InRange(values[2].Concat(values[3]).Max(Math.Abs), 0.095, 0.1);
    }

    [Fact]
    public void The_same_seed_gives_the_same_values_and_another_seed_others()
    {
        var model = new Mlp(2, 8, 1);
        Assert.Equal(model.InitialValues(4), new Mlp(2, 8, 1).InitialValues(4));
        Assert.All(model.InitialValues(4).Zip(model.InitialValues(5)), pair => Assert.NotEqual(pair.First, pair.Second));
    }

    [Fact]
    public void A_layer_more_changes_no_other()
    {
        var one = new Sequential(new Linear(2, 8), new Relu(), new Linear(8, 8)).InitialValues(4);
        var two = new Sequential(new Linear(2, 8), new Relu(), new Linear(8, 8), new Relu(), new Linear(8, 1)).InitialValues(4);
        Assert.Equal(one, two.Take(4));
        Assert.NotEqual(one[1], one[3]);
    }

    [Fact]
    public void Constants_are_constant() => Assert.Equal([1.5, 1.5, 1.5], Initializers.Constant(1.5)(new(3), new RandomStream(0)));

    [Fact]
    public void Impossible_settings_are_refused()
    {
        foreach (var value in (double[])[0, -1, double.NaN, double.PositiveInfinity])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => Initializers.Uniform(value));
            Assert.Throws<ArgumentOutOfRangeException>(() => Initializers.Normal(value));
            Assert.Throws<ArgumentOutOfRangeException>(() => Initializers.TruncatedNormal(value));
            Assert.Throws<ArgumentOutOfRangeException>(() => Initializers.XavierUniform(value));
            Assert.Throws<ArgumentOutOfRangeException>(() => Initializers.KaimingNormal(value));
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => Initializers.Constant(double.NaN));
        Assert.Throws<ShapeException>(() => Initializers.KaimingNormal()(new(5), new RandomStream(0)));
    }
}
