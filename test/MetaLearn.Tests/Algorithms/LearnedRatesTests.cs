using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Losses;
using MetaLearn.Models;

namespace MetaLearn.Tests.Algorithms;

/// <summary>On ½ Σ (θ − a)² a step multiplies θ − a by 1 − α, whatever α is made of.</summary>
public sealed class LearnedRatesTests
{
    private static readonly double[] A = [0.7, -0.4], B = [-1.3, 0.9], Theta = [2.5, 1.5];

    [Theory]
    [InlineData(1, 0.1, 0.3)]
    [InlineData(3, 0.2, -0.1)]
    [InlineData(5, 1.2, 0.05)]
    public void Meta_sgd_learns_theta_and_a_rate_for_each_element(int steps, double first, double second)
    {
        double[] alpha = [first, second];
        var learner = new MetaSgd(new Point(2), Point.HalfSquare) { Steps = steps };
        Assert.Equal(["0.weight", "1.weight", "rate.0.weight", "rate.1.weight"], learner.Parameters.Select(p => p.Name));
        var found = Point.MetaGradient(learner, [.. Theta.Concat(alpha).Select(value => (double[])[value])], A, B);
        for (var i = 0; i < 2; i++)
        {
            var shrunk = Math.Pow(1 - alpha[i], steps);
            var error = A[i] + shrunk * (Theta[i] - A[i]) - B[i];
            Near.Equal([shrunk * error], found[1 + i]);
            Near.Equal([-steps * Math.Pow(1 - alpha[i], steps - 1) * (Theta[i] - A[i]) * error], found[3 + i]);
        }
    }

    [Fact]
    public void A_rate_for_each_element_has_the_arrays_shapes_and_starts_at_the_rate()
    {
        var model = new Mlp(1, 3, 2);
        var learner = new MetaSgd(model, Loss.MeanSquaredError) { InnerLearningRate = 0.02 };
        Assert.Equal(model.Parameters.Select(p => p.Shape), learner.Parameters.Skip(4).Select(p => p.Shape));
        Assert.Equal(model.InitialValues(5).Concat(model.Parameters.Select(p => Enumerable.Repeat(0.02, p.Shape.Count).ToArray())), learner.InitialValues(5));
        Assert.Same(learner.Parameters[^1], learner.Parameters[^1]);
    }

    [Fact]
    public void A_rate_for_each_array_is_shared_by_all_steps()
    {
        const double Alpha = 0.3;
        var learner = new Maml(new Point(1), Point.HalfSquare) { Steps = 4, LearnedRates = LearnedRates.PerTensor };
        var found = Point.MetaGradient(learner, [[Theta[0]], [Alpha]], A[..1], B[..1]);
        var error = A[0] + Math.Pow(1 - Alpha, 4) * (Theta[0] - A[0]) - B[0];
        Near.Equal([-4 * Math.Pow(1 - Alpha, 3) * (Theta[0] - A[0]) * error], found[2]);
    }

    [Fact]
    public void A_rate_for_each_step_gets_the_gradient_of_its_step()
    {
        double[] alpha = [0.3, -0.2, 0.6];
        var learner = new Maml(new Point(1), Point.HalfSquare) { Steps = 3, LearnedRates = LearnedRates.PerStep };
        Assert.Equal(new Shape(3), learner.Parameters[1].Shape);
        var found = Point.MetaGradient(learner, [[Theta[0]], alpha], A[..1], B[..1]);
        double Product(int without) => alpha.Where((_, k) => k != without).Aggregate(1.0, (product, rate) => product * (1 - rate));
        var error = A[0] + Product(-1) * (Theta[0] - A[0]) - B[0];
        Near.Equal([Product(-1) * error], found[1]);
        Near.Equal([.. Enumerable.Range(0, 3).Select(k => -Product(k) * (Theta[0] - A[0]) * error)], found[2]);
    }

    [Fact]
    public void More_steps_than_trained_repeat_the_last_rate()
    {
        var learner = new Maml(new Point(1), Point.HalfSquare) { Steps = 2, LearnedRates = LearnedRates.PerStep };
        var nothing = Functions.Constant(0, new(1, 1));
        var path = learner.Adapt(nothing, Functions.Constant(A[0], new(1, 1)), innerSteps: 5);
        var values = Program.Evaluate([.. path.Select(theta => theta[0])], new Dictionary<Expression, double[]>
        {
            [learner.Parameters[0]] = [Theta[0]],
            [learner.Parameters[1]] = [0.5, 0.1],
        });
        double[] factors = [1, 0.5, 0.5 * 0.9, 0.5 * 0.9 * 0.9, 0.5 * 0.9 * 0.9 * 0.9, 0.5 * 0.9 * 0.9 * 0.9 * 0.9];
        Near.Equal([.. factors.Select(factor => A[0] + factor * (Theta[0] - A[0]))], [.. values.Select(value => value[0])]);
    }

    [Fact]
    public void First_order_keeps_the_rates_gradient_through_the_steps_it_scales()
    {
        // θₖ = θ − α Σ gⱼ with constant gⱼ = θⱼ − a.
        const double Alpha = 0.25;
        var learner = new Maml(new Point(1), Point.HalfSquare) { Steps = 3, LearnedRates = LearnedRates.PerTensor, IsFirstOrder = true };
        var found = Point.MetaGradient(learner, [[Theta[0]], [Alpha]], A[..1], B[..1]);
        double[] distances = [.. Enumerable.Range(0, 4).Select(k => Math.Pow(1 - Alpha, k) * (Theta[0] - A[0]))];
        var error = A[0] + distances[3] - B[0];
        Near.Equal([error], found[1]);
        Near.Equal([-distances[..3].Sum() * error], found[2]);
    }

    [Fact]
    public void Recomputed_steps_pass_the_rates_gradient()
    {
        double[][] parameters = [[Theta[0]], [0.3, -0.2, 0.6]];
        double[][] Of(bool recomputes) => Point.MetaGradient(
            new Maml(new Point(1), Point.HalfSquare) { Steps = 3, LearnedRates = LearnedRates.PerStep, RecomputesSteps = recomputes }, parameters, A[..1], B[..1]);
        Assert.Equal(Of(recomputes: false), Of(recomputes: true));
    }

    [Fact]
    public void What_is_no_kind_of_learned_rate_is_refused()
        => Assert.Throws<ArgumentOutOfRangeException>(() => new Maml(new Point(1), Point.HalfSquare) { LearnedRates = (LearnedRates)9 });
}
