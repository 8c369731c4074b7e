using MetaLearn.Benchmarks;

namespace MetaLearn.Tests.Benchmarks;

[Collection(nameof(Alone))]
[Trait("Category", "Slow")]
public sealed class LatencyCaseTests
{
    [Theory]
    [InlineData("adapt-k10", 25)]
    [InlineData("predict-1", 3)]
    [InlineData("adapted-10000", 3)]
    public void Adapting_and_predicting_take_no_longer_than_was_promised(string name, double microseconds)
    {
        var result = LatencyCase.All.Single(one => one.Name == name).Measure();
        Assert.InRange(result.MedianMicroseconds, 0, microseconds);
        Assert.InRange(result.P99Microseconds, result.MedianMicroseconds, double.MaxValue);
        // 1,761 adapted parameters and ten examples of two numbers.
        Assert.Equal((1761 + 20) * sizeof(float), result.StateBytes);
        if (result.HeapBytes is { } heap) Assert.InRange(heap, result.StateBytes, result.StateBytes + 600);
    }

    [Theory]
    [InlineData("adapt-omniglot-5w1s", 1000)]
    [InlineData("predict-omniglot-1", 100)]
    public void Pictures_take_no_longer_than_was_promised(string name, double microseconds)
        => Assert.InRange(LatencyCase.All.Single(one => one.Name == name).Measure().MedianMicroseconds, 0, microseconds);
}
