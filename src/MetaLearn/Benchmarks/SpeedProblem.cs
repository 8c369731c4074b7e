using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;
using MetaLearn.Images;
using MetaLearn.Models;

namespace MetaLearn.Benchmarks;

/// <summary>What a timed iteration is of: episodes, a network and MAML's settings.</summary>
/// <param name="Source">Of the episodes.</param>
/// <param name="Model">The network.</param>
/// <param name="Loss">Of both loops.</param>
/// <param name="InnerLearningRate">α.</param>
/// <param name="InnerSteps">While meta-training.</param>
internal sealed record SpeedProblem(IEpisodeSource Source, Module Model, LossFunction Loss, double InnerLearningRate, int InnerSteps)
{
    /// <summary>The MAML paper's sinusoid iteration: K = 10, one inner step, 1-40-40-1.</summary>
    public static SpeedProblem Sinusoid() => new(
        new Sinusoids(), new Mlp(1, 40, 40, 1) { WeightInitializer = Initializers.TruncatedNormal(), BiasInitializer = Initializers.Zeros },
        Losses.Loss.MeanSquaredError, 0.01, 1);

    /// <summary>Pictures of 28×28 and four strided convolutions of 64 filters, their mean, a linear layer; every parameter adapts, biases and γ too.</summary>
    /// <param name="ways">Classes.</param>
    /// <param name="shots">Support pictures a class.</param>
    /// <param name="queries">Query pictures a class.</param>
    /// <param name="innerSteps">While meta-training.</param>
    public static SpeedProblem Omniglot(int ways, int shots, int queries, int innerSteps) => new(
        Noise(new(28, 28, 1), ways, shots, queries),
        new Conv4(new(28, 28, 1), ways) { IsStrided = true, IsAveraged = true, HasBias = true }, (logits, labels) => Losses.Loss.CrossEntropy(logits, labels), 0.4, innerSteps);

    /// <summary>Pictures of 84×84 in colour and four convolutions of 32 filters with 2×2 maxima, a linear layer; every parameter adapts.</summary>
    /// <param name="ways">Classes.</param>
    /// <param name="shots">Support pictures a class.</param>
    /// <param name="queries">Query pictures a class.</param>
    /// <param name="innerSteps">While meta-training.</param>
    public static SpeedProblem MiniImageNet(int ways, int shots, int queries, int innerSteps) => new(
        Noise(new(84, 84, 3), ways, shots, queries),
        new Conv4(new(84, 84, 3), ways) { Filters = 32, HasBias = true }, (logits, labels) => Losses.Loss.CrossEntropy(logits, labels), 0.01, innerSteps);

    // Times do not depend on what a picture shows.
    private static ImageEpisodes Noise(ImageSize size, int ways, int shots, int queries)
    {
        var random = new RandomStream(0);
        var count = shots + queries;
        var classes = Enumerable.Range(0, 2 * ways).Select(number =>
        {
            var pixels = new byte[count * size.Bytes];
            for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)random.Below(256);
            return new ImageClass($"{number}", pixels, [.. Enumerable.Repeat("noise", count)]);
        });
        return new(new(size, classes), new() { Ways = ways, Shots = shots, Queries = queries });
    }
}
