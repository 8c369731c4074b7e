using MetaLearn.Algorithms;
using MetaLearn.Files;

namespace MetaLearn.Training;

/// <summary>Keeps a training run in its folder: metrics, TensorBoard events, and a checkpoint at every log line.</summary>
public sealed class RunRecorder : IDisposable
{
    private readonly RunFolder folder;
    private readonly MetaLearner learner;
    private readonly Trainer trainer;
    private readonly MetricsLog metrics;
    private readonly TensorBoardWriter events;
    private readonly IReadOnlyList<NamedArray> extra;
    private readonly IReadOnlyDictionary<string, string>? notes;

    /// <summary>Opens the files; lines of iterations after the state's are dropped, so that a killed run has each once.</summary>
    /// <param name="folder">Of the run.</param>
    /// <param name="learner">What is trained.</param>
    /// <param name="trainer">What trains it.</param>
    /// <param name="from">Where training goes on; null at the start.</param>
    /// <param name="time">Stamps the events.</param>
    /// <param name="extra">Arrays stored with the model in every checkpoint; none by default.</param>
    /// <param name="notes">Metadata stored with the model in every checkpoint; none by default.</param>
    public RunRecorder(
        RunFolder folder, MetaLearner learner, Trainer trainer, TrainingState? from, TimeProvider time, IReadOnlyList<NamedArray>? extra = null,
        IReadOnlyDictionary<string, string>? notes = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        (this.folder, this.learner, this.trainer, this.extra, this.notes) = (folder, learner, trainer, extra ?? [], notes);
        metrics = MetricsLog.Open(folder.MetricsPath, from?.Iteration ?? -1);
        events = TensorBoardWriter.Open(folder.FolderPath, from?.Iteration ?? -1, time);
    }

    /// <summary>The state a folder's run stopped in; null when it has no checkpoint yet.</summary>
    /// <param name="folder">Of the run.</param>
    /// <param name="learner">What is trained.</param>
    /// <param name="trainer">What trains it.</param>
    /// <exception cref="FileFormatException">The checkpoint is damaged or of another model.</exception>
    public static TrainingState? Load(RunFolder folder, MetaLearner learner, Trainer trainer)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(trainer);
        return File.Exists(folder.CheckpointPath) ? Checkpoint.Read(folder.CheckpointPath, learner, trainer.OptimizerStateNames) : null;
    }

    /// <summary>Writes what a trainer reports.</summary>
    /// <exception cref="IOException">A file could not be written; the last checkpoint is whole.</exception>
    public void Record(TrainingProgress progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        // A run stopped between two log lines reports where it stopped: that is for the checkpoint, not a point of the curve.
        if (progress.State.PendingIterations == 0)
        {
            Write(progress);
            metrics.FlushToDisk();
        }
        Checkpoint.Write(folder.CheckpointPath, progress.State, learner, trainer.OptimizerStateNames, extra, notes);
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        metrics.Dispose();
        events.Dispose();
    }

    private void Write(TrainingProgress progress)
    {
        events.Scalar("train/meta_loss", progress.Iteration, progress.MetaLoss);
        events.Scalar("train/learning_rate", progress.Iteration, progress.LearningRate);
        if (progress.Validation is not { } validation)
        {
            metrics.Write(progress.Iteration, ("meta_loss", progress.MetaLoss), ("learning_rate", progress.LearningRate));
            return;
        }
        events.Scalar("validation/loss", progress.Iteration, validation.Mean);
        metrics.Write(progress.Iteration, ("meta_loss", progress.MetaLoss), ("learning_rate", progress.LearningRate),
            ("validation_loss", validation.Mean), ("validation_interval", validation.Interval));
    }
}
