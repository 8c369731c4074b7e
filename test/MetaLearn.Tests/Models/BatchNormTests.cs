using MetaLearn.Autodiff;
using MetaLearn.Models;

namespace MetaLearn.Tests.Models;

public sealed class BatchNormTests
{
    private static readonly Shape Pictures = new(3, 2, 2, 2);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Derivatives_to_second_order_agree_with_differences(bool hasScale)
    {
        var norm = new BatchNorm(2) { HasScale = hasScale, Epsilon = 0.01 };
        GradientCheck.Assert(
            leaves => Functions.Square(norm.Apply(leaves[0], [.. leaves.Skip(1)])) * leaves[0],
            [(Pictures, Values(Pictures, 1)), .. norm.Specs.Select((spec, i) => (spec.Shape, Values(spec.Shape, 2 + (ulong)i)))]);
    }

    [Fact]
    public void Each_channel_has_mean_0_and_variance_1()
    {
        var result = Run<double>(Values(Pictures, 1), epsilon: 1e-12);
        foreach (var channel in new[] { 0, 1 })
        {
            double[] values = [.. result.Where((_, i) => i % 2 == channel)];
            Assert.Equal(0, values.Average(), 1e-12);
            Assert.Equal(1, values.Average(value => value * value), 1e-9);
        }
    }

    [Fact]
    public void A_small_deviation_about_a_large_mean_keeps_its_digits_in_single_precision()
    {
        // Multiples of 2⁻⁴ about 1000 are exact in float; their square would not be.
        double[] small = [.. Values(Pictures, 1).Select(value => Math.Round(value * 16) / 16)];
        var shifted = Run<float>([.. small.Select(value => value + 1000)], 1e-5);
        Near.Equal(Run<double>(small, 1e-5), shifted, 2e-6);
    }

    [Fact]
    public void A_channel_without_variance_gives_its_shift_and_finite_derivatives()
    {
        var x = new Parameter("x", Pictures);
        var norm = new BatchNorm(2);
        var y = norm.Apply(x);
        var gradient = Functions.Gradient(Functions.Sum(y * y * y + y), x);
        var leaves = norm.Parameters.Zip(norm.InitialValues(1)).ToDictionary(pair => (Expression)pair.First, pair => pair.Second);
        leaves[x] = [.. Enumerable.Repeat(0.3, Pictures.Count)];
        var values = Program.Evaluate<float>([y, gradient], leaves.ToDictionary(pair => pair.Key, pair => Array.ConvertAll(pair.Value, value => (float)value)));
        Assert.All(values[0], value => Assert.Equal(0, value));
        Assert.All(values[1], value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Another_number_of_channels_is_refused()
        => Assert.Equal(
            "BatchNorm(4): expected x of shape [rows, .., 4], found [3, 2, 2, 2].",
            Assert.Throws<ShapeException>(() => new BatchNorm(4).Apply(new Input("x", Pictures))).Message);

    private static double[] Run<T>(double[] x, double epsilon) where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var input = new Input("x", Pictures);
        var norm = new BatchNorm(2) { Epsilon = epsilon };
        var leaves = norm.Parameters.Zip(norm.InitialValues(1)).ToDictionary(pair => (Expression)pair.First, pair => pair.Second);
        leaves[input] = x;
        var values = Program.Evaluate<T>([norm.Apply(input)], leaves.ToDictionary(pair => pair.Key, pair => Array.ConvertAll(pair.Value, T.CreateTruncating)))[0];
        return Array.ConvertAll(values, double.CreateTruncating);
    }

    private static double[] Values(Shape shape, ulong seed)
    {
        var random = new RandomStream(seed);
        return [.. Enumerable.Range(0, shape.Count).Select(_ => random.Uniform(0.5, 2))];
    }
}
