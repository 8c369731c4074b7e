using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;
using MetaLearn.Losses;
using MetaLearn.Models;
using MetaLearn.Tests.Training;

namespace MetaLearn.Tests.Algorithms;

public sealed class LearnedLossTests
{
    private static readonly HintedSupport Hinted = new(new Sinusoids { Shots = 5, Queries = 5 });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void With_a_linear_cost_adaptation_and_its_derivatives_are_known(int steps)
    {
        // c = u x + v h + w θ + b in one row, so the inner loss is c² and a step is θ ← θ − 2 α w c(θ).
        const double X = 0.8, Hint = -0.4, Target = 1.3, U = 0.5, V = -1.5, W = 0.9, B = 0.2, Alpha = 0.1, Start = 2.0;
        var (theta, byStart, byV, byW) = (Start, 1.0, 0.0, 0.0);
        for (var step = 0; step < steps; step++)
        {
            var c = U * X + V * Hint + W * theta + B;
            var slope = 1 - 2 * Alpha * W * W;
            (byStart, byV, byW) = (slope * byStart, slope * byV - 2 * Alpha * W * Hint, slope * byW - 2 * Alpha * (c + W * theta));
            theta -= 2 * Alpha * W * c;
        }
        var learner = new LearnedLoss(new OneNumber(), new Linear(3, 1), (prediction, target) => 0.5 * Loss.MeanSquaredError(prediction, target)) { Steps = steps, InnerLearningRate = Alpha };
        Assert.Equal(["theta", "cost.weight", "cost.bias"], learner.Parameters.Select(parameter => parameter.Name));
        var inputs = new EpisodeInputs(new(1, 1, new(1), new(1)));
        var (loss, gradients) = learner.MetaGradientOf(inputs);
        var leaves = new Dictionary<Expression, double[]>
        {
            [inputs.SupportX] = [X],
            [inputs.SupportY] = [Hint],
            [inputs.QueryX] = [0.1],
            [inputs.QueryY] = [Target],
            [learner.Parameters[0]] = [Start],
            [learner.Parameters[1]] = [U, V, W],
            [learner.Parameters[2]] = [B],
        };
        var results = Program.Evaluate<double>([loss, .. gradients], leaves);
        Assert.Equal(0.5 * (theta - Target) * (theta - Target), results[0][0], 1e-13);
        Assert.Equal((theta - Target) * byStart, results[1][0], 1e-13);
        Assert.Equal((theta - Target) * byV, results[2][1], 1e-13);
        Assert.Equal((theta - Target) * byW, results[2][2], 1e-13);
    }

    [Fact]
    public void The_meta_gradient_agrees_with_differences()
        => LearnerChecks.MetaGradientAgreesWithDifferences(Learner(), new(4, 3, new(1), new(1)), tolerance: 1e-6);

    [Fact]
    public void Bits_depend_on_neither_threads_nor_stops() => LearnerChecks.BitsDependOnNeitherThreadsNorStops(Learner, Hinted);

    [Fact]
    public void An_adapted_model_predicts_what_is_evaluated() => LearnerChecks.AdaptedPredictsWhatIsEvaluated(Learner(), Hinted, innerSteps: 3);

    [Fact]
    public void It_learns_what_hints_are_worth()
    {
        // Without adapting, the best function of x alone has an error of 3.0.
        var learner = new LearnedLoss(new Mlp(1, 40, 40, 1), new Mlp(3, 20, 1) { Activation = new Tanh() }, Loss.MeanSquaredError) { Steps = 1, InnerLearningRate = 0.1 };
        var (before, after) = LearnerChecks.ShortTraining(
            learner, new HintedSupport(new Sinusoids { Shots = 10 }), SmallTraining.Options with { Iterations = 600, LearningRate = _ => 0.005, Threads = 2 });
        Assert.InRange(before, 3, 20);
        Assert.InRange(after, 0, 2.4);
    }

    [Fact]
    public void Labels_are_hidden_in_the_support_set_alone()
    {
        var (plain, hinted) = (new Sinusoids { Shots = 2000 }, new HintedSupport(new Sinusoids { Shots = 2000 }) { Saturation = 3, Noise = 0.05 });
        var (open, hidden) = (plain.Sample(4, 9), hinted.Sample(4, 9));
        Assert.Equal(open.Support.X.ToArray(), hidden.Support.X.ToArray());
        Assert.Equal(open.Query.Y.ToArray(), hidden.Query.Y.ToArray());
        double[] noise = [.. hidden.Support.Y.ToArray().Zip(open.Support.Y.ToArray(), (hint, label) => hint - Math.Tanh(label / 3))];
        Assert.InRange(noise.Average(), -0.004, 0.004);
        Assert.InRange(Math.Sqrt(noise.Average(value => value * value)), 0.047, 0.053);
        Assert.NotEqual(hidden.Support.Y.ToArray(), hinted.Sample(4, 10).Support.Y.ToArray());
    }

    [Fact]
    public void Hints_are_the_same_sampled_and_filled()
    {
        var shape = Hinted.Shape;
        float[] supportX = new float[5], supportY = new float[5], queryX = new float[5], queryY = new float[5];
        ((IEpisodeSource)Hinted).Fill(3, 2, supportX, supportY, queryX, queryY);
        var episode = Hinted.Sample(3, 2);
        Assert.Equal(5, shape.SupportRows);
        Assert.Equal(episode.Support.Y.ToArray(), supportY);
        Assert.Equal(episode.Query.Y.ToArray(), queryY);
        Assert.Equal(episode.Support.X.ToArray(), supportX);
    }

    private static LearnedLoss Learner()
        => new(new Mlp(1, 8, 1) { Activation = new Tanh() }, new Mlp(3, 6, 2) { Activation = new Tanh() }, Loss.MeanSquaredError) { Steps = 2, InnerLearningRate = 0.1 };
}
