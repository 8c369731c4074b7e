using MetaLearn.Experiments;
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
