using MetaLearn.Algorithms;
using MetaLearn.Losses;
using MetaLearn.Models;
using MetaLearn.Optimizers;

namespace MetaLearn.Tests.Algorithms;

public sealed class ParameterSubsetTests
{
    private const double Alpha = 0.3;
    private static readonly double[] A = [0.7, -0.4, 1.1], B = [-1.3, 0.9, 0.2], Theta = [2.5, 1.5, -0.8];

    public static TheoryData<string, bool[]> Subsets => new()
    {
        { "anil", [false, false, true] },
        { "boil", [true, true, false] },
        { "1", [false, true, false] },
        { "2.weight,0", [true, false, true] },
        { "*", [true, true, true] },
    };

    [Theory]
    [MemberData(nameof(Subsets))]
    public void Only_the_subset_adapts_and_all_is_learned(string adapts, bool[] moves)
    {
        const int Steps = 4;
        var learner = adapts switch
        {
            "anil" => (Maml)new Anil(new Point(3), Point.HalfSquare) { Steps = Steps, InnerLearningRate = Alpha },
            "boil" => new Boil(new Point(3), Point.HalfSquare) { Steps = Steps, InnerLearningRate = Alpha },
            _ => new Maml(new Point(3), Point.HalfSquare) { Steps = Steps, InnerLearningRate = Alpha, AdaptOnly = adapts.Split(',') },
        };
        Assert.Equal(learner.Model.Parameters.Where((_, i) => moves[i]), learner.Adapted);
        var found = Point.MetaGradient(learner, [.. Theta.Select(value => (double[])[value])], A, B);
        for (var i = 0; i < 3; i++)
        {
            var shrunk = moves[i] ? Math.Pow(1 - Alpha, Steps) : 1;
            Near.Equal([shrunk * (A[i] * (1 - shrunk) + shrunk * Theta[i] - B[i])], found[1 + i]);
        }
    }

    [Fact]
    public void A_clipped_step_is_no_longer_than_its_limit()
    {
        // One number: a clipped gradient is c·g/(|g| + ε), whose derivative is c·ε/(|g| + ε)².
        const double C = 0.2, Epsilon = 1e-6;
        var learner = new Maml(new Point(1), Point.HalfSquare) { InnerLearningRate = Alpha, InnerOptimizer = new Sgd { Transformations = [new ClipByNorm(C)] } };
        var found = Point.MetaGradient(learner, [[Theta[0]]], A[..1], B[..1]);
        var gradient = Theta[0] - A[0];
        var adapted = Theta[0] - Alpha * C * gradient / (gradient + Epsilon);
        Near.Equal([(1 - Alpha * C * Epsilon / Math.Pow(gradient + Epsilon, 2)) * (adapted - B[0])], found[1]);
    }

    [Theory]
    [InlineData("2.*", "2.weight 2.bias")]
    [InlineData("*.bias", "0.bias 2.bias 4.bias")]
    [InlineData("*.b*s", "0.bias 2.bias 4.bias")]
    [InlineData("0", "0.weight 0.bias")]
    [InlineData("4.bias,0.weight", "0.weight 4.bias")]
    [InlineData("*eig*", "0.weight 2.weight 4.weight")]
    public void Names_layers_and_patterns_mean_parameters_in_the_models_order(string names, string expected)
        => Assert.Equal(expected.Split(' '), new Maml(new Mlp(1, 4, 4, 1), Loss.MeanSquaredError) { AdaptOnly = names.Split(',') }.Adapted.Select(p => p.Name));

    [Theory]
    [InlineData("4.weigth", "'4.weight'")]
    [InlineData("6", "'0.bias'")]
    [InlineData("0.w", "'0.bias'")]
    [InlineData("*.gamma", "'0.bias'")]
    [InlineData("0.weight*t", "'0.weight'")]
    public void A_name_that_means_nothing_is_answered_with_the_nearest(string name, string nearest)
    {
        var failure = Assert.Throws<ArgumentException>(() => new Maml(new Mlp(1, 4, 4, 1), Loss.MeanSquaredError) { AdaptOnly = ["0", name] });
        Assert.Contains($"'{name}'", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"the nearest is {nearest}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_layer_of_a_nested_model_is_found_by_its_name()
    {
        var model = new Sequential(new Mlp(1, 4, 4).Named("body"), new Linear(4, 1).Named("head"));
        Assert.Equal(["1.head.weight", "1.head.bias"], new Anil(model, Loss.MeanSquaredError).Adapted.Select(p => p.Name));
        Assert.Equal(4, new Boil(model, Loss.MeanSquaredError).Adapted.Count);
    }

    [Fact]
    public void Boil_needs_two_layers()
        => Assert.Contains("only one", Assert.Throws<ArgumentException>(() => new Boil(new Linear(2, 1), Loss.MeanSquaredError)).Message, StringComparison.Ordinal);
}
