using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;
using MetaLearn.Losses;
using MetaLearn.Models;
using MetaLearn.Optimizers;
using MetaLearn.Training;

namespace MetaLearn.Tests.Training;

public sealed class NonFiniteTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void NaN_in_the_data_is_traced_to_iteration_episode_and_leaf(int threads)
    {
        var options = SmallTraining.Options with { Threads = threads };
        var source = new WithNaN(badIndex: 4 * options.MetaBatch + 7);
        using var trainer = new Trainer(SmallTraining.Learner(), source, options);
        var error = Assert.Throws<NonFiniteException>(() => trainer.Run());
        Assert.Contains("iteration 4 (seed 3, episodes 40 to 49)", error.Message, StringComparison.Ordinal);
        Assert.Contains("support y holds NaN at element 2 of [5, 1] in episode 7 of the meta-batch", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_operation_that_made_the_first_NaN_is_named()
    {
        using var trainer = new Trainer(SmallTraining.Learner(new Activation(Functions.Log)), SmallTraining.Episodes, SmallTraining.Options);
        var error = Assert.Throws<NonFiniteException>(() => trainer.Run());
        Assert.Contains("iteration 0", error.Message, StringComparison.Ordinal);
        Assert.Contains("Log of Add [5, 8] gave NaN", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1e3)]
    [InlineData(1e18)]
    [InlineData(1e30)]
    [InlineData(1e300)]
    public void A_huge_inner_rate_never_leaves_NaN_in_the_parameters(double rate)
        => CheckNeverSilent(SmallTraining.Options, new Maml(new Mlp(1, 8, 8, 1), Loss.MeanSquaredError) { InnerLearningRate = rate, Steps = 2 });

    [Theory]
    [InlineData(1e3)]
    [InlineData(1e30)]
    [InlineData(3e38)]
    public void A_huge_outer_rate_never_leaves_NaN_in_the_parameters(double rate)
    {
        CheckNeverSilent(SmallTraining.Options with { LearningRate = _ => rate }, SmallTraining.Learner());
        CheckNeverSilent(SmallTraining.Options with { LearningRate = _ => rate, Optimizer = new Sgd(), Iterations = 1 }, SmallTraining.Learner());
    }

    [Fact]
    public void An_outer_step_that_overflows_is_named_and_leaves_the_parameters()
    {
        var options = SmallTraining.Options with { LearningRate = _ => 3e38, Optimizer = new Sgd(), Seed = 0 };
        using var loop = new OuterLoop(SmallTraining.Learner(), SmallTraining.Episodes, options);
        float[][] start = [.. SmallTraining.Learner().InitialValues(0).Select(values => Array.ConvertAll(values, value => (float)value))];
        loop.Load(start, null);
        var error = Assert.Throws<NonFiniteException>(() => loop.Step(iteration: 0));
        Assert.Contains("outer step is not finite at iteration 0", error.Message, StringComparison.Ordinal);
        Assert.Contains("learning rate", error.Message, StringComparison.Ordinal);
        Assert.Equal(start, loop.Parameters);
    }

    private static void CheckNeverSilent(TrainingOptions options, Maml learner)
    {
        using var trainer = new Trainer(learner, SmallTraining.Episodes, options);
        try
        {
            var state = trainer.Run();
            Assert.All([.. state.Parameters, .. state.OptimizerState], values => Assert.All(values, value => Assert.True(float.IsFinite(value))));
        }
        catch (NonFiniteException error)
        {
            Assert.Contains("not finite at iteration", error.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Sinusoids, one of which has lost a measurement.</summary>
    private sealed class WithNaN(long badIndex) : IEpisodeSource
    {
        public EpisodeShape Shape => SmallTraining.Episodes.Shape;

        public Episode Sample(ulong seed, long index)
        {
            var episode = SmallTraining.Episodes.Sample(seed, index);
            if (index != badIndex) return episode;
            var y = episode.Support.Y.ToArray();
            y[2] = float.NaN;
            return episode with { Support = episode.Support with { Y = y } };
        }
    }
}
