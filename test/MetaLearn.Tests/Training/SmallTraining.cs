using MetaLearn.Algorithms;
using MetaLearn.Episodes;
using MetaLearn.Losses;
using MetaLearn.Models;
using MetaLearn.Training;

namespace MetaLearn.Tests.Training;

/// <summary>A training that takes moments.</summary>
internal static class SmallTraining
{
    public static readonly TrainingOptions Options = new() { Iterations = 50, MetaBatch = 10, Threads = 1, ValidateEvery = 10, ValidationEpisodes = 20, Seed = 3 };

    public static Maml Learner(Module? activation = null)
        => new(new Mlp(1, 8, 8, 1) { Activation = activation ?? new Relu() }, Loss.MeanSquaredError);

    public static Sinusoids Episodes { get; } = new() { Shots = 5, Queries = 5 };

    public static TrainingState Run(TrainingOptions options, MetaLearner? learner = null)
    {
        using var trainer = new Trainer(learner ?? Learner(), Episodes, options, Episodes);
        return trainer.Run();
    }

    public static void AssertSameBits(TrainingState expected, TrainingState actual)
    {
        Assert.Equal(expected.Iteration, actual.Iteration);
        Assert.Equal(expected.Parameters, actual.Parameters);
        Assert.Equal(expected.OptimizerState, actual.OptimizerState);
        Assert.Equal(expected.BestParameters, actual.BestParameters);
        Assert.Equal(expected.BestValidation, actual.BestValidation);
        Assert.Equal(expected.BestIteration, actual.BestIteration);
        Assert.Equal(expected.ValidationsSinceBest, actual.ValidationsSinceBest);
        Assert.Equal(expected.PendingLoss, actual.PendingLoss);
        Assert.Equal(expected.PendingIterations, actual.PendingIterations);
    }
}
