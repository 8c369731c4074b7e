using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;
using MetaLearn.Losses;
using MetaLearn.Models;
using MetaLearn.Optimizers;

namespace MetaLearn.Tests.Algorithms;

/// <summary>Every gradient-based learner on a small convolutional network.</summary>
public sealed class ConvolutionLearnerTests
{
    private const int Outputs = 2;

    private static readonly EpisodeShape Shape = new(3, 4, new(8, 8, 1), new(Outputs));

    private static readonly Dictionary<string, Func<MetaLearner>> Exact = new()
    {
        ["MAML"] = () => new Maml(Model(), Loss.MeanSquaredError) { InnerLearningRate = 0.1, Steps = 2 },
        ["MAML, statistics of the support set"] = () => new Maml(Model(NormStatistics.Support), Loss.MeanSquaredError) { InnerLearningRate = 0.1 },
        ["MAML, running statistics"] = () => new Maml(Model(NormStatistics.Running), Loss.MeanSquaredError) { InnerLearningRate = 0.1 },
        ["MAML, recomputed"] = () => new Maml(Model(NormStatistics.Support), Loss.MeanSquaredError) { InnerLearningRate = 0.1, Steps = 2, RecomputesSteps = true },
        ["MAML, all but normalisation"] = () => new Maml(Model(), Loss.MeanSquaredError) { InnerLearningRate = 0.1, AdaptOnly = Maml.AllButNormalization(Model()) },
        ["MAML, no convolution"] = () => new Maml(
            new Mlp(64, 5, 4, Outputs) { Activation = new Tanh(), Normalization = features => new BatchNorm(features) }, Loss.MeanSquaredError)
        { InnerLearningRate = 0.1 },
        ["MAML, residual"] = () => new Maml(
            new Sequential(
                new Residual(new Sequential(new Conv2d(1, 4) { Padding = 1 }, new GroupNorm(2, 4)), new Conv2d(1, 4, kernel: 1)) { After = new Tanh() },
                new AveragePool2d(3) { Padding = Padding.Same }, new LayerNorm(4), new GlobalMean(), new Linear(4, Outputs)),
            Loss.MeanSquaredError)
        { InnerLearningRate = 0.1 },
        ["Meta-SGD"] = () => new MetaSgd(Model(), Loss.MeanSquaredError) { InnerLearningRate = 0.1 },
        ["ANIL"] = () => new Anil(Model(), Loss.MeanSquaredError) { InnerLearningRate = 0.1, Steps = 3 },
        ["BOIL"] = () => new Boil(Model(), Loss.MeanSquaredError) { InnerLearningRate = 0.1 },
        ["MAML++, per-step normalisation"] = () => new MamlPlusPlus(Model(perStep: 2), Loss.MeanSquaredError) { InnerLearningRate = 0.1, Steps = 2 },
        ["CAVIA"] = () => new Cavia(Modulated(), Loss.MeanSquaredError) { Contexts = 3, InnerLearningRate = 0.5, Steps = 2 },
        ["learned regularisation"] = () => new LearnedRegularization(Model()) { Steps = 2 },
        ["pretrained"] = () => new Pretrained(Model(NormStatistics.Running), Loss.MeanSquaredError),
        ["multi-task"] = () => new MultiTask(Body()),
    };

    public static TheoryData<string> Names => [.. Exact.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_meta_gradient_agrees_with_differences(string name)
        => LearnerChecks.MetaGradientAgreesWithDifferences(Exact[name](), Shape, tolerance: 1e-6, spread: 0.1);

    [Fact]
    public void Anil_adapts_the_classifier_and_Boil_all_the_rest()
    {
        var model = Model();
        Assert.Equal(["classifier.weight", "classifier.bias"], new Anil(model, Loss.MeanSquaredError).Adapted.Select(parameter => parameter.Name));
        Assert.Equal(
            model.Parameters.Select(parameter => parameter.Name).SkipLast(2), new Boil(model, Loss.MeanSquaredError).Adapted.Select(parameter => parameter.Name));
        Assert.Equal(
            ["features.layer1.conv.weight", "features.layer2.conv.weight", "features.layer3.conv.weight", "features.layer4.conv.weight", "classifier.weight", "classifier.bias"],
            Maml.AllButNormalization(model));
    }

    [Fact]
    public void Cavia_moves_its_context_alone_and_refuses_pictures_that_it_cannot_reach()
    {
        var inputs = new EpisodeInputs(Shape);
        var cavia = new Cavia(Modulated(), Loss.MeanSquaredError) { Contexts = 3 };
        Assert.Empty(cavia.Adapted);
        Assert.Contains("features.layer3.film.weight", cavia.Parameters.Select(parameter => parameter.Name));
        var path = cavia.Adapt(inputs.SupportX, inputs.SupportY, 1);
        var values = Program.Evaluate<double>([.. path], Leaves(cavia, inputs));
        Assert.Equal([0, 0, 0], values[0]);
        Assert.All(values[1], value => Assert.NotEqual(0, value));
        var failure = Assert.Throws<ShapeException>(() => new Cavia(Model(), Loss.MeanSquaredError).Adapt(inputs.SupportX, inputs.SupportY, 1));
        Assert.EndsWith("found [3, 8, 8, 1]; for pictures, a model with a FeatureModulation.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reptile_after_one_plain_step_follows_the_support_gradient()
    {
        var reptile = new Reptile(Model(), Loss.MeanSquaredError) { Steps = 1, InnerLearningRate = 0.25, InnerOptimizer = new Sgd(), SeesQuery = false };
        var inputs = new EpisodeInputs(Shape);
        var gradient = Functions.Gradient(Loss.MeanSquaredError(reptile.Model.Apply(inputs.SupportX), inputs.SupportY), reptile.Model.Parameters);
        var leaves = Leaves(reptile, inputs);
        var values = Program.Evaluate<double>([.. reptile.MetaGradientOf(inputs).Gradients, .. gradient.Select(array => 0.25 * array)], leaves);
        for (var i = 0; i < gradient.Count; i++) Near.Equal(values[gradient.Count + i], values[i]);
    }

    [Fact]
    public void The_implicit_methods_matrix_is_symmetric()
    {
        var learner = new ImplicitMaml(Model(), Loss.MeanSquaredError) { Steps = 1 };
        var inputs = new EpisodeInputs(Shape);
        var (_, times, right) = learner.SystemOf(inputs);
        IReadOnlyList<Expression> Vector(ulong seed)
        {
            var random = new RandomStream(seed);
            return [.. right.Select(array => Functions.Constant([.. Enumerable.Range(0, array.Shape.Count).Select(_ => random.Normal())], array.Shape))];
        }
        static Expression Dot(IReadOnlyList<Expression> a, IReadOnlyList<Expression> b) => a.Zip(b, (x, y) => Functions.Sum(x * y)).Aggregate((sum, term) => sum + term);
        var (u, v) = (Vector(1), Vector(2));
        var values = Program.Evaluate<double>([Dot(u, times(v)), Dot(v, times(u)), Dot(u, v)], Leaves(learner, inputs));
        Near.Equal(values[0], values[1], 1e-9);
        Assert.True(Math.Abs(values[0][0] - values[2][0]) > 1e-3);
    }

    [Theory]
    [InlineData("MAML, statistics of the support set")]
    [InlineData("MAML, running statistics")]
    [InlineData("multi-task")]
    [InlineData("CAVIA")]
    [InlineData("learned optimiser")]
    public void What_is_adapted_once_predicts_what_is_evaluated(string name)
    {
        var learner = name == "learned optimiser" ? new LearnedOptimizer(Model(NormStatistics.Support), Loss.MeanSquaredError) { Steps = 2, Units = 3 }
            : name == "multi-task" ? new MultiTask(Body(NormStatistics.Support)) : Exact[name]();
        var random = new RandomStream(3);
        ReadOnlyMemory<float> Numbers(int count) => Enumerable.Range(0, count).Select(_ => (float)random.Normal()).ToArray();
        Examples Set(int rows) => new(Numbers(rows * Shape.XRow.Count), Numbers(rows * Outputs));
        var episodes = new MemoryEpisodes([.. Enumerable.Range(0, 4).Select(_ => new Episode(Set(Shape.SupportRows), Set(Shape.QueryRows)))], Shape.XRow, Shape.YRow);
        LearnerChecks.AdaptedPredictsWhatIsEvaluated(learner, episodes, learner.InnerSteps);
    }

    private static Conv4 Model(NormStatistics statistics = default, int? perStep = null) => Network(Outputs, statistics, perStep);

    private static Conv4 Modulated() => new(new(8, 8, 1), Outputs)
    {
        Filters = 2,
        IsStrided = true,
        IsAveraged = true,
        Contexts = 3,
        Activation = new Tanh(),
        Normalization = channels => new BatchNorm(channels) { Statistics = NormStatistics.Support, Epsilon = 0.01 },
    };

    private static Conv4 Body(NormStatistics statistics = default) => Network(null, statistics, null);

    // Smooth, so that differences cross no kink.
    private static Conv4 Network(int? outputs, NormStatistics statistics, int? perStep) => new(new(8, 8, 1), outputs)
    {
        Filters = 2,
        IsStrided = true,
        IsAveraged = true,
        Activation = new Tanh(),
        Normalization = channels => new BatchNorm(channels) { Statistics = statistics, PerStep = perStep, Epsilon = 0.01 },
    };

    private static Dictionary<Expression, double[]> Leaves(MetaLearner learner, EpisodeInputs inputs)
    {
        var random = new RandomStream(9);
        var leaves = learner.Parameters.Zip(learner.InitialValues(1)).ToDictionary(pair => (Expression)pair.First, pair => pair.Second);
        foreach (var leaf in new[] { inputs.SupportX, inputs.SupportY, inputs.QueryX, inputs.QueryY }) leaves[leaf] = [.. Enumerable.Range(0, leaf.Shape.Count).Select(_ => random.Normal())];
        return leaves;
    }
}
