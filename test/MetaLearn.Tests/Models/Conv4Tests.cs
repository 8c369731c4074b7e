using MetaLearn.Autodiff;
using MetaLearn.Models;

namespace MetaLearn.Tests.Models;

public sealed class Conv4Tests
{
    private static readonly Shape Grey28 = new(28, 28, 1), Colour84 = new(84, 84, 3);

    [Fact]
    public void The_strided_network_has_MAMLs_parameters()
    {
        Assert.Equal(111_749 - 4 * 64 + 256, Count(Conv4.Strided(Grey28, 5)));
        // With the biases of the published code, and its β: 20-way.
        Assert.Equal(112_980, Count(new Conv4(Grey28, 20) { IsAveraged = true, HasBias = true, Normalization = channels => new BatchNorm(channels) { HasScale = false } }));
    }

    [Fact]
    public void The_pooled_network_has_800_features_of_84_pixels_and_64_of_28()
    {
        Assert.Equal(800, Conv4.Pooled(Colour84, 5, filters: 32).Features);
        Assert.Equal(64, Conv4.Pooled(Grey28, 5).Features);
    }

    [Fact]
    public void The_network_of_mini_imagenet_has_MAMLs_parameters_and_no_scale()
    {
        var model = Conv4.MiniImageNet(Colour84, 5);
        // 32,645 parameters and 128 β in the released weights, of which the convolutions' 128 biases are left out here.
        Assert.Equal((32_645 + 128 - 128, 800), (Count(model), model.Features));
        Assert.DoesNotContain(model.Parameters, parameter => parameter.Name.EndsWith("norm.weight", StringComparison.Ordinal));
        Assert.Equal(32_773, Count(new Conv4(Colour84, 5) { Filters = 32, HasBias = true, Normalization = channels => new BatchNorm(channels) { HasScale = false } }));
    }

    [Fact]
    public void The_epsilon_of_mini_imagenet_is_TensorFlows()
    {
        // A picture of one value has variance 0 behind the first convolution save at its border: with so small values only ε decides the size.
        var x = new Input("x", new(2, 16, 16, 1));
        double Size(Conv4 model)
        {
            var values = model.Parameters.Zip(model.InitialValues(1)).ToDictionary(pair => (Expression)pair.First, pair => pair.Second);
            values[x] = [.. Enumerable.Range(0, 512).Select(i => 1e-4 * (i % 7))];
            return Program.Evaluate<double>([model.Apply(x)], values)[0].Max(Math.Abs);
        }
        Assert.NotEqual(Size(Conv4.Pooled(new(16, 16, 1), null, 4)), Size(Conv4.MiniImageNet(new(16, 16, 1), null, 4)), 1e-3);
    }

    [Fact]
    public void Names_tell_the_layer_and_its_part()
        => Assert.Equal(
            [
                "features.layer1.conv.weight", "features.layer1.norm.weight", "features.layer1.norm.bias",
                "features.layer2.conv.weight", "features.layer2.norm.weight", "features.layer2.norm.bias",
                "features.layer3.conv.weight", "features.layer3.norm.weight", "features.layer3.norm.bias",
                "features.layer4.conv.weight", "features.layer4.norm.weight", "features.layer4.norm.bias",
                "classifier.weight", "classifier.bias",
            ],
            Conv4.Pooled(Grey28, 5).Parameters.Select(parameter => parameter.Name));

    [Theory]
    [InlineData(true, "[7, 64]")]
    [InlineData(false, "[7, 5]")]
    public void Without_outputs_the_features_are_the_result(bool isEmbedding, string shape)
        => Assert.Equal(shape, Conv4.Strided(Grey28, isEmbedding ? null : 5).Apply(new Input("x", new(7, 28, 28, 1))).Shape.ToString());

    [Fact]
    public void It_starts_as_published()
    {
        var model = Conv4.Strided(Grey28, 5);
        var start = model.Parameters.Zip(model.InitialValues(3)).ToDictionary(pair => pair.First.Name, pair => pair.Second);
        // Glorot and Bengio's bound for a kernel of 3 × 3 from 64 channels to 64.
        var bound = Math.Sqrt(6.0 / (2 * 9 * 64));
        Assert.InRange(start["features.layer2.conv.weight"].Max(), 0.99 * bound, bound);
        Assert.InRange(start["features.layer2.conv.weight"].Min(), -bound, -0.99 * bound);
        Assert.InRange(Math.Sqrt(start["classifier.weight"].Average(value => value * value)), 0.85, 1.15);
        Assert.All([.. start["classifier.bias"], .. start["features.layer1.norm.bias"]], value => Assert.Equal(0, value));
    }

    [Fact]
    public void A_picture_that_does_not_fit_is_refused()
    {
        Assert.Equal("Conv4: expected pictures of shape [rows, columns, channels], found [784].", Assert.Throws<ShapeException>(() => new Conv4(new(784), 5)).Message);
        Assert.Equal(
            "Conv2d(1, 64): expected x of shape [n, rows, columns, 1], found [7, 28, 28, 3].",
            Assert.Throws<ShapeException>(() => Conv4.Strided(Grey28, 5).Apply(new Input("x", new(7, 28, 28, 3)))).Message);
        Assert.Throws<ShapeException>(() => Conv4.Pooled(new(8, 8, 1), 5).Parameters.Count);
    }

    private static int Count(Module model) => model.Specs.Sum(spec => spec.Shape.Count);
}
