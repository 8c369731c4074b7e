using MetaLearn.Algorithms;
using MetaLearn.Losses;
using MetaLearn.Models;
using MetaLearn.Tests.Training;
using MetaLearn.Training;

namespace MetaLearn.Tests.Algorithms;

public sealed class MamlPlusPlusTests
{
    private const double A = 0.7, B = -1.3, Theta = 2.5, Alpha = 0.3;

    [Theory]
    // Five steps, ten epochs of 500: the authors' Omniglot.
    [InlineData(5, 5000, 0, 0.2, 0.2)]
    [InlineData(5, 5000, 499, 0.2, 0.2)]
    [InlineData(5, 5000, 500, 0.18, 0.28)]
    [InlineData(5, 5000, 1700, 0.14, 0.44)]
    [InlineData(5, 5000, 4999, 0.02, 0.92)]
    [InlineData(5, 5000, 5000, 0, 1)]
    // A hundred epochs: the floor 0.03/S is reached in the 98th.
    [InlineData(5, 50000, 48000, 0.008, 0.968)]
    [InlineData(5, 50000, 49500, 0.006, 0.976)]
    [InlineData(1, 5000, 2500, 0, 1)]
    public void Weights_of_the_steps_are_the_authors(int steps, long until, long iteration, double other, double last)
    {
        var learner = new MamlPlusPlus(new Point(1), Point.HalfSquare) { Steps = steps, MultiStepLossUntil = until };
        double[] expected = [.. Enumerable.Repeat(other, steps - 1), last];
        Near.Equal(expected, [.. Enumerable.Range(1, steps).Select(step => learner.StepWeight(step, iteration))]);
        Near.Equal(expected, [.. learner.Schedules.Select(schedule => schedule.At(iteration))]);
    }

    [Fact]
    public void The_multi_step_loss_adds_the_steps_by_their_weights()
    {
        var learner = Learner(steps: 3, multiStep: 1500, firstOrder: 0);
        foreach (var iteration in (long[])[0, 600, 1499, 1500])
        {
            double[] weights = [.. Enumerable.Range(1, 3).Select(step => learner.StepWeight(step, iteration))];
            double[] errors = [.. Enumerable.Range(1, 3).Select(k => A + Math.Pow(1 - Alpha, k) * (Theta - A) - B)];
            var found = Point.MetaGradient(learner, [[Theta]], [A], [B], iteration);
            Near.Equal([weights.Zip(errors, (w, e) => 0.5 * w * e * e).Sum()], found[0]);
            Near.Equal([Enumerable.Range(0, 3).Sum(k => weights[k] * Math.Pow(1 - Alpha, k + 1) * errors[k])], found[1]);
        }
    }

    [Fact]
    public void Gradients_are_first_order_until_told_and_exact_thereafter()
    {
        var learner = Learner(steps: 3, multiStep: 0, firstOrder: 10);
        var shrunk = Math.Pow(1 - Alpha, 3);
        var error = A + shrunk * (Theta - A) - B;
        Near.Equal([error], Point.MetaGradient(learner, [[Theta]], [A], [B], iteration: 9)[1]);
        Near.Equal([shrunk * error], Point.MetaGradient(learner, [[Theta]], [A], [B], iteration: 10)[1]);
        Assert.Equal([10L], learner.Changes);
    }

    [Fact]
    public void Annealing_the_order_is_first_order_training_continued_exactly()
    {
        var options = SmallTraining.Options with { Iterations = 30 };
        Maml Plain(bool isFirstOrder) => new(Model(), Loss.MeanSquaredError) { Steps = 2, IsFirstOrder = isFirstOrder };
        var first = SmallTraining.Run(options with { Iterations = 20 }, Plain(isFirstOrder: true));
        using var exact = new Trainer(Plain(isFirstOrder: false), SmallTraining.Episodes, options, SmallTraining.Episodes);
        var annealed = SmallTraining.Run(options, new MamlPlusPlus(Model(), Loss.MeanSquaredError)
        {
            Steps = 2,
            LearnedRates = LearnedRates.None,
            MultiStepLossUntil = 0,
            FirstOrderUntil = 20,
        });
        SmallTraining.AssertSameBits(exact.Run(first), annealed);
    }

    [Fact]
    public void Without_its_settings_it_is_maml_to_the_bit()
    {
        var learner = new MamlPlusPlus(Model(), Loss.MeanSquaredError) { Steps = 2, LearnedRates = LearnedRates.None, MultiStepLossUntil = 0 };
        Assert.Empty(learner.Changes);
        SmallTraining.AssertSameBits(SmallTraining.Run(SmallTraining.Options, new Maml(Model(), Loss.MeanSquaredError) { Steps = 2 }), SmallTraining.Run(SmallTraining.Options, learner));
    }

    [Fact]
    public void A_stretch_computes_only_what_it_needs_and_memory_is_that_of_the_largest()
    {
        var options = SmallTraining.Options;
        MamlPlusPlus Of(long multiStep, long firstOrder) => new(Model(), Loss.MeanSquaredError) { Steps = 3, MultiStepLossUntil = multiStep, FirstOrderUntil = firstOrder };
        using var exact = new OuterLoop(Of(0, 0), SmallTraining.Episodes, options);
        using var first = new OuterLoop(Of(0, 10), SmallTraining.Episodes, options);
        using var multi = new OuterLoop(Of(10, 0), SmallTraining.Episodes, options);
        Assert.True(first.OperationsPerIteration < 0.75 * exact.OperationsPerIteration, $"{first.OperationsPerIteration} of {exact.OperationsPerIteration}");
        Assert.True(multi.OperationsPerIteration > exact.OperationsPerIteration);
        Assert.Equal(exact.PeakBytes, first.PeakBytes);
        Assert.True(multi.PeakBytes > exact.PeakBytes);
    }

    [Fact]
    public void Steps_and_iterations_out_of_range_are_refused()
    {
        var learner = Learner(steps: 3, multiStep: 10, firstOrder: 10);
        Assert.Equal([10L], learner.Changes);
        Assert.Throws<ArgumentOutOfRangeException>(() => learner.StepWeight(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => learner.StepWeight(4, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => learner.StepWeight(1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MamlPlusPlus(new Point(1), Point.HalfSquare) { MultiStepLossUntil = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MamlPlusPlus(new Point(1), Point.HalfSquare) { FirstOrderUntil = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MamlPlusPlus(new Point(1), Point.HalfSquare) { EpochLength = 0 });
    }

    private static Mlp Model() => new(1, 8, 8, 1);

    private static MamlPlusPlus Learner(int steps, long multiStep, long firstOrder) => new(new Point(1), Point.HalfSquare)
    {
        Steps = steps,
        InnerLearningRate = Alpha,
        LearnedRates = LearnedRates.None,
        MultiStepLossUntil = multiStep,
        FirstOrderUntil = firstOrder,
    };
}
