using MetaLearn.Autodiff;
using MetaLearn.Models;

namespace MetaLearn.Tests.Models;

public sealed class ImageModuleTests
{
    private static readonly Shape Pictures = new(2, 3, 2, 4);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void GroupNorm_brings_each_group_of_each_picture_to_mean_0_and_variance_1(int groups)
    {
        var x = Values(Pictures, 1);
        var expected = new double[x.Length];
        foreach (var group in Enumerable.Range(0, x.Length).GroupBy(i => (Picture: i / 24, Group: i % 4 / (4 / groups))))
        {
            var mean = group.Average(i => x[i]);
            var variance = group.Average(i => (x[i] - mean) * (x[i] - mean));
            foreach (var i in group) expected[i] = (x[i] - mean) / Math.Sqrt(variance + 1e-5) * (1 + i % 4) + 10 * (i % 4);
        }
        Near.Equal(expected, Run(new GroupNorm(groups, 4), x, [1, 2, 3, 4], [0, 10, 20, 30]), 1e-11);
    }

    [Fact]
    public void LayerNorm_brings_each_pixels_channels_to_mean_0_and_variance_1()
    {
        var x = Values(Pictures, 1);
        var expected = new double[x.Length];
        foreach (var pixel in Enumerable.Range(0, x.Length).GroupBy(i => i / 4))
        {
            var mean = pixel.Average(i => x[i]);
            var variance = pixel.Average(i => (x[i] - mean) * (x[i] - mean));
            foreach (var i in pixel) expected[i] = (x[i] - mean) / Math.Sqrt(variance + 1e-5) * (1 + i % 4) + 10 * (i % 4);
        }
        Near.Equal(expected, Run(new LayerNorm(4), x, [1, 2, 3, 4], [0, 10, 20, 30]), 1e-11);
    }

    [Theory]
    [InlineData("layer")]
    [InlineData("group")]
    [InlineData("residual")]
    [InlineData("running")]
    public void Derivatives_to_second_order_agree_with_differences(string name)
    {
        Module module = name switch
        {
            "layer" => new LayerNorm(4),
            "group" => new GroupNorm(2, 4),
            "running" => new BatchNorm(4) { Statistics = NormStatistics.Running },
            _ => new Residual(new Conv2d(4, 3) { Padding = 1 }, new Conv2d(4, 3, kernel: 1)) { After = new Tanh() },
        };
        GradientCheck.Assert(
            leaves => Functions.Square(module.Apply(leaves[0], [.. leaves.Skip(1)])),
            [(Pictures, Values(Pictures, 1)), .. module.Specs.Select((spec, i) => (spec.Shape, Array.ConvertAll(Values(spec.Shape, 2 + (ulong)i), value => 1 + 0.1 * value)))]);
    }

    [Fact]
    public void Derivatives_through_dropout_and_leaky_units_agree_with_differences_to_second_order()
    {
        // Away from the kink.
        var x = Array.ConvertAll(Values(Pictures, 1), value => Math.Abs(value) < 0.05 ? 0.5 : value);
        GradientCheck.Assert(leaves => Functions.Square(new LeakyRelu(0.2).Apply(leaves[0])) * leaves[0], [(Pictures, x)]);
        // The same draws at every point.
        var pass = new Pass { IsTraining = true }.OfSupport(0);
        GradientCheck.Assert(leaves => Functions.Square(new Dropout(0.5).Apply(leaves[0] * leaves[0], [], pass)), [(Pictures, x)], shared: true);
    }

    [Fact]
    public void Derivatives_through_the_support_sets_statistics_agree_with_differences_to_second_order()
    {
        var norm = new BatchNorm(4) { Statistics = NormStatistics.Support };
        var scale = Array.ConvertAll(Values(new(4), 3), value => 1 + 0.1 * value);
        GradientCheck.Assert(
            leaves => Functions.Square(norm.Apply(leaves[0], [.. leaves.Skip(2)], new Pass().OfQuery(0, support => norm.Apply(leaves[1], [.. leaves.Skip(2)], support)))),
            [(new(1, 3, 2, 4), Values(new(1, 3, 2, 4), 1)), (Pictures, Values(Pictures, 2)), (new(4), scale), (new(4), scale)]);
    }

    [Fact]
    public void Dropout_acts_in_training_alone_and_keeps_the_mean()
    {
        var dropout = new Dropout(0.25);
        var x = Functions.Constant(2, new(100, 100));
        Assert.Same(x, dropout.Apply(x));
        var (support, query) = (new Pass { IsTraining = true }.OfSupport(0), new Pass { IsTraining = true }.OfSupport(1));
        var values = Program.Evaluate<double>([dropout.Apply(x, [], support), dropout.Apply(x, [], query)], new Dictionary<Expression, double[]>());
        Assert.Equal([0, 2 / 0.75], values[0].Distinct().Order());
        Assert.Equal(0.25, values[0].Count(value => value == 0) / 10_000.0, 0.02);
        Assert.NotEqual(values[0], values[1]);
    }

    [Fact]
    public void The_fully_connected_network_has_MAMLs_parameters()
    {
        var model = Mlp.OfPictures(new(28, 28, 1), 5);
        Assert.Equal(246_597 + 512, model.Specs.Sum(spec => spec.Shape.Count));
        Assert.Equal(["0.weight", "0.bias", "1.bias", "3.weight", "3.bias", "4.bias"], model.Specs.Take(6).Select(spec => spec.Name));
        Assert.Equal(new Shape(7, 5), model.Apply(new Input("x", new(7, 28, 28, 1))).Shape);
        Assert.Throws<ArgumentException>(() => new Mlp(784, 5) { Picture = new(28, 28, 3) });
    }

    [Fact]
    public void ResNet12_has_the_published_number_of_features_and_names()
    {
        var model = new ResNet12(3, outputs: null);
        Assert.Equal(new Shape(1, 640), model.Apply(new Input("x", new(1, 84, 84, 3))).Shape);
        // Convolutions, scales and shifts: 12.4 million.
        Assert.Equal(12_424_320, model.Specs.Sum(spec => spec.Shape.Count));
        Assert.Equal(
            ["layer1.0.conv1.weight", "layer1.0.bn1.weight", "layer1.0.bn1.bias"], model.Specs.Take(3).Select(spec => spec.Name));
        Assert.Contains(model.Specs, spec => spec.Name == "layer4.0.downsample.1.bias");
    }

    [Fact]
    public void Pooling_modules_halve_by_default_and_take_their_padding()
    {
        var x = new Input("x", new(2, 5, 4, 3));
        Assert.Equal("[2, 2, 2, 3]", new MaxPool2d().Apply(x).Shape.ToString());
        Assert.Equal("[2, 3, 2, 3]", new MaxPool2d { Padding = Padding.Same }.Apply(x).Shape.ToString());
        Assert.Equal("[2, 4, 3, 3]", new AveragePool2d { Stride = 1 }.Apply(x).Shape.ToString());
        Assert.Equal("[2, 3]", new GlobalMean().Apply(x).Shape.ToString());
        Assert.Equal("[2, 60]", new Flatten().Apply(x).Shape.ToString());
        Assert.Throws<ShapeException>(() => new GlobalMean().Apply(new Input("x", new(2, 3))));
    }

    [Fact]
    public void Sums_of_two_shapes_and_groups_that_do_not_part_are_refused()
    {
        Assert.Throws<ShapeException>(() => new Residual(new Conv2d(4, 3)).Apply(new Input("x", Pictures)));
        Assert.Throws<ArgumentException>(() => new GroupNorm(3, 4));
        Assert.Throws<ArgumentException>(() => new Residual(new Relu()) { After = new Linear(2, 2) });
        Assert.Throws<ArgumentException>(() => new Sequential([("a", (Module)new Relu()), ("a", new Relu())]));
    }

    private static double[] Run(Module module, double[] x, params double[][] parameters)
    {
        var input = new Input("x", Pictures);
        var leaves = module.Parameters.Zip(parameters).ToDictionary(pair => (Expression)pair.First, pair => pair.Second);
        leaves[input] = x;
        return Program.Evaluate<double>([module.Apply(input)], leaves)[0];
    }

    private static double[] Values(Shape shape, ulong seed)
    {
        var random = new RandomStream(seed);
        return [.. Enumerable.Range(0, shape.Count).Select(_ => random.Uniform(-1, 2))];
    }
}
