using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Losses;
using MetaLearn.Models;

namespace MetaLearn.Tests.Algorithms;

public sealed class CaviaTests
{
    [Fact]
    public void A_linear_model_adapts_its_context_as_known_by_hand()
    {
        // f = w x + v·φ: φ₁ = −α v (w xₛ − yₛ), so the query's prediction is w x − α |v|² (w xₛ − yₛ).
        const double Alpha = 0.4, W = 1.2, X = 0.5, Y = -0.7, QueryX = -1.1, QueryY = 0.3;
        double[] v = [0.6, -0.9];
        var learner = new Cavia(new Linear(3, 1, bias: false), Point.HalfSquare) { Contexts = 2, InnerLearningRate = Alpha };
        var found = Point.MetaGradient(learner, [[W, .. v]], ([X], [Y]), ([QueryX], [QueryY]));
        var residual = W * X - Y;
        var square = v.Sum(value => value * value);
        var error = W * QueryX - Alpha * square * residual - QueryY;
        Near.Equal([0.5 * error * error], found[0]);
        Near.Equal([error * (QueryX - Alpha * square * X), .. v.Select(value => -2 * Alpha * value * residual * error)], found[1]);
    }

    [Fact]
    public void First_order_takes_the_inner_gradient_for_a_constant()
    {
        const double Alpha = 0.4, W = 1.2, X = 0.5, Y = -0.7, QueryX = -1.1, QueryY = 0.3, V = 0.6;
        var learner = new Cavia(new Linear(2, 1, bias: false), Point.HalfSquare) { Contexts = 1, InnerLearningRate = Alpha, IsFirstOrder = true };
        var context = -Alpha * V * (W * X - Y);
        var error = W * QueryX + V * context - QueryY;
        Near.Equal([error * QueryX, error * context], Point.MetaGradient(learner, [[W, V]], ([X], [Y]), ([QueryX], [QueryY]))[1]);
    }

    [Fact]
    public void The_context_starts_at_zero_and_is_all_that_moves()
    {
        var learner = new Cavia(new Mlp(4, 8, 1), Loss.MeanSquaredError) { Contexts = 3, Steps = 2 };
        Assert.Empty(learner.Adapted);
        Assert.Equal(learner.Model.Parameters, learner.Parameters);
        var path = learner.Adapt(Functions.Constant(1, new(5, 1)), Functions.Constant(2, new(5, 1)), 2);
        var leaves = learner.Parameters.Zip(learner.InitialValues(1)).ToDictionary(pair => (Expression)pair.First, pair => pair.Second);
        var values = Program.Evaluate(path, leaves);
        Assert.Equal([0.0, 0, 0], values[0]);
        Assert.All(values[1..], context => Assert.True(context.Sum(Math.Abs) > 1e-3));
    }

    [Fact]
    public void A_context_stands_beside_rows_of_features_only()
    {
        var learner = new Cavia(new Linear(3, 1), Loss.MeanSquaredError) { Contexts = 2 };
        Expression images = Functions.Constant(0, new(5, 1, 1)), y = Functions.Constant(0, new(5, 1));
        Assert.Contains("[5, 1, 1]", Assert.Throws<ShapeException>(() => learner.Predict(images, y, images, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Cavia(new Linear(3, 1), Loss.MeanSquaredError) { Contexts = 0 });
    }
}
