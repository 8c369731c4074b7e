using MetaLearn.Experiments;
using MetaLearn.Images;
using MetaLearn.Training;

namespace MetaLearn.Tests.Training;

/// <summary>Training of convolutions with batch normalisation, stopped and on several threads.</summary>
public sealed class PictureTrainingTests
{
    private static readonly ExperimentSpec Spec = ExperimentSpec.For("strokes") with
    {
        Model = "conv4",
        Filters = 8,
        MetaBatch = 4,
        Iterations = 8,
        ValidateEvery = 3,
        ValidationEpisodes = 5,
        Threads = 1,
    };

    [Theory]
    [InlineData("batch", "conv4")]
    [InlineData("support", "conv4")]
    [InlineData("running", "conv4")]
    [InlineData("batch", "conv4-pool")]
    public void Threads_and_stops_change_no_bit(string statistics, string model)
    {
        var spec = Spec with { Statistics = statistics, Model = model };
        var whole = Run(spec, 8);
        SmallTraining.AssertSameBits(whole, Run(spec with { Threads = 2 }, 8));
        SmallTraining.AssertSameBits(whole, Run(spec, 2, 5, 8));
        SmallTraining.AssertSameBits(whole, Run(spec with { Threads = 2 }, 1, 8));
        Assert.NotEqual(whole.Parameters, Run(spec with { Seed = 1 }, 8).Parameters);
    }

    [Theory]
    [InlineData("maml", 2, 1)]
    [InlineData("reptile", 3, 2)]
    public void Nor_do_they_where_ways_and_shots_vary(string algorithm, int fewestWays, int fewestShots)
    {
        var spec = Spec with { Algorithm = algorithm, Ways = 4, Shots = 2, Queries = 2, FewestWays = fewestWays, FewestShots = fewestShots, Filters = 4 };
        var whole = Run(spec, 8);
        SmallTraining.AssertSameBits(whole, Run(spec with { Threads = 2 }, 8));
        SmallTraining.AssertSameBits(whole, Run(spec, 1, 2, 5, 8));
        Assert.NotEqual(whole.Parameters, Run(spec with { FewestWays = null, FewestShots = null }, 8).Parameters);
    }

    [Fact]
    public void Where_ways_and_shots_vary_each_iteration_is_a_step_of_its_own_pair_and_memory_is_that_of_all()
    {
        var spec = Spec with { Ways = 3, Shots = 2, Queries = 2, FewestWays = 2, FewestShots = 1, Filters = 4, InnerLearningRate = 0.4 };
        var experiment = Experiment.Build(spec);
        var source = Assert.IsType<VaryingImageEpisodes>(experiment.Training);
        using var varying = new OuterLoop(experiment.Learner, source, experiment.Options);
        OuterLoop[] each = [.. source.Sources.Select(one => new OuterLoop(experiment.Learner, one, experiment.Options))];
        IReadOnlyList<float[]> parameters = [.. experiment.Learner.InitialValues(0).Select(values => Array.ConvertAll(values, value => (float)value))];
        varying.Load(parameters, null);
        IReadOnlyList<float[]>? state = null;
        for (var iteration = 0; iteration < 12; iteration++)
        {
            var one = each[source.SourceOf(experiment.Options.Seed, iteration)];
            one.Load(parameters, state ?? one.OptimizerState);
            Assert.Equal(one.Step(iteration), varying.Step(iteration));
            (parameters, state) = (one.Parameters, one.OptimizerState);
            for (var i = 0; i < parameters.Count; i++) Assert.Equal(parameters[i], varying.Parameters[i]);
        }
        var update = each[0].PeakBytes - each[0].GradientExecutor.Bytes;
        Assert.Equal(each.Sum(one => one.PeakBytes - update) + update, varying.PeakBytes);
        foreach (var one in each) one.Dispose();
    }

    // A new trainer after each stop: what is not in the state is lost.
    private static TrainingState Run(ExperimentSpec spec, params long[] stops)
    {
        TrainingState? state = null;
        foreach (var until in stops)
        {
            var experiment = Experiment.Build(spec);
            using var trainer = new Trainer(experiment.Learner, experiment.Training, experiment.Options, experiment.Validation);
            using var stop = new CancellationTokenSource();
            state = trainer.Run(state, tick: iteration => { if (iteration == until) stop.Cancel(); }, cancellation: stop.Token);
            Assert.Equal(until, state.Iteration);
        }
        return state!; // There is a stop, the end at least.
    }
}
