using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Losses;
using MetaLearn.Models;

namespace MetaLearn.Tests.Algorithms;

/// <summary>Networks with parameters of a seed, before adapting and adapted.</summary>
internal static class OnnxModelCases
{
    private const int Ways = 3, Shots = 2;

    private static readonly IReadOnlyDictionary<string, Func<TrainedModel>> Models = new Dictionary<string, Func<TrainedModel>>
    {
        ["mlp"] = () => Trained.Maml(seed: 3),
        ["gelu mlp, momentum, recomputed"] = () => Trained.Of(
            new Maml(new Mlp(1, 8, 7, 1) { Activation = new Gelu() }, Loss.MeanSquaredError) { InnerLearningRate = 0.05, RecomputesSteps = true, InnerOptimizer = new MetaLearn.Optimizers.Sgd { Momentum = 0.5 } },
            4, 3, null),
        ["cavia"] = () => Trained.Of(new Cavia(new Mlp(1 + 2, 8, 1), Loss.MeanSquaredError) { Contexts = 2 }, 5, 2, null),
        ["conv4 strided"] = () => Pictures(new(28, 28, 1), picture => Conv4.Strided(picture, Ways, filters: 4)),
        ["conv4 pooled"] = () => Pictures(new(18, 16, 2), picture => Conv4.Pooled(picture, Ways, filters: 3)),
        ["conv4 strided, statistics of the support set"] = () => Pictures(new(16, 16, 1), picture => Conv4.Strided(picture, Ways, filters: 4, NormStatistics.Support)),
        ["conv4 pooled, running statistics"] = () => Pictures(new(16, 16, 1), picture => Conv4.Pooled(picture, Ways, filters: 3, NormStatistics.Running)),
        ["resnet12"] = () => Pictures(new(16, 18, 2), picture => new ResNet12(2, Ways) { Filters = [2, 3, 3, 4] }),
        ["average pools"] = () => Pictures(new(6, 6, 2), picture => new Sequential(new Conv2d(2, 3, 3) { Padding = Padding.Same, Stride = 2 }, new Softplus(), new AveragePool2d(2), new Flatten(), new Linear(3, Ways))),
        ["neighbours"] = () => Trained.Neighbours(6),
    };

    public static IEnumerable<string> Names => Models.Keys;

    /// <summary>Those that predict without a support set.</summary>
    public static bool IsExportedBeforeAdapting(string name) => name is not ("neighbours" or "conv4 strided, statistics of the support set");

    public static TrainedModel Model(string name) => Models[name]();

    /// <summary>The model adapted to a fixed support set.</summary>
    public static AdaptedModel Adapt(TrainedModel trained, int rows = Ways * Shots)
    {
        if (trained.Shape.YRow.Rank > 0) return Trained.Adapt(trained, rows);
        float[] labels = [.. Enumerable.Range(0, rows).Select(row => (float)(row % Ways))];
        return trained.Adapt(X(trained, rows, stream: 1), labels);
    }

    /// <summary>Rows to predict: numbers of few digits.</summary>
    public static float[] X(TrainedModel trained, int rows = 4, ulong stream = 0)
    {
        var random = new RandomStream(9, stream);
        return [.. Enumerable.Range(0, rows * trained.Shape.XRow.Count).Select(_ => MathF.Round((float)random.Uniform(-1, 1) * 64) / 64)];
    }

    private static TrainedModel Pictures(Shape picture, Func<Shape, Module> network)
        => Trained.Of(new Maml(network(picture), (scores, labels) => Loss.CrossEntropy(scores, labels)) { InnerLearningRate = 0.1 }, 7, 2, new(Ways * Shots, Ways, picture, Shape.Scalar));
}
