using MetaLearn.Algorithms;
using MetaLearn.Episodes;

namespace MetaLearn.Training;

/// <summary>Training in one call, for programs that want no more of it.</summary>
public static class Train
{
    /// <summary>Trains a learner from its start on a thread of its own.</summary>
    /// <param name="learner">What is trained.</param>
    /// <param name="source">Training episodes.</param>
    /// <param name="options">Settings of the outer loop; the MAML paper's sinusoid setting by default.</param>
    /// <param name="validation">Episodes of other problems, by which the best parameters are chosen; without it the last are taken.</param>
    /// <param name="progress">Told at each validation.</param>
    /// <param name="cancellation">Stops it after the iteration in hand; what was learned so far is returned.</param>
    /// <returns>The learner with its parameters; it adapts with as many inner steps as it was trained with.</returns>
    /// <exception cref="NonFiniteException">A loss or gradient is NaN or infinite.</exception>
    public static Task<TrainedModel> TrainAsync(
        this MetaLearner learner, IEpisodeSource source, TrainingOptions? options = null, IEpisodeSource? validation = null,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(source);
        return Task.Run(() =>
        {
            using var trainer = new Trainer(learner, source, options ?? new(), validation);
            var state = trainer.Run(report: report => progress?.Report(report), cancellation: cancellation);
            return new TrainedModel(learner, state.Selected, source.Shape, learner.InnerSteps);
        }, CancellationToken.None);
    }
}
