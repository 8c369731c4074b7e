using MetaLearn.Files;
using MetaLearn.Proofs;
using MetaLearn.Training;

namespace MetaLearn.Experiments;

/// <summary>Trains an experiment in its folder, from the start or from where it stopped, then its baselines, then measures both.</summary>
public sealed class TrainingRun : IDisposable
{
    private readonly RunFolder folder;
    private readonly TimeProvider time;
    private readonly Trainer trainer;

    /// <summary>Compiles the training.</summary>
    /// <param name="folder">Held by the caller.</param>
    /// <param name="experiment">Of the folder's record.</param>
    /// <param name="time">Stamps what is recorded.</param>
    /// <exception cref="FileFormatException">The folder's checkpoint is damaged or of another model.</exception>
    public TrainingRun(RunFolder folder, Experiment experiment, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(experiment);
        (this.folder, this.time, Experiment) = (folder, time, experiment);
        trainer = new(experiment.Learner, experiment.Training, experiment.Options, experiment.Validation);
        try
        {
            State = RunRecorder.Load(folder, experiment.Learner, trainer);
        }
        catch
        {
            trainer.Dispose();
            throw;
        }
    }

    /// <summary>What is trained.</summary>
    public Experiment Experiment { get; }

    /// <summary>Where training stands; null before its start.</summary>
    public TrainingState? State { get; private set; }

    /// <summary>Whether meta-training is done: all iterations, or the end of patience.</summary>
    public bool IsTrained => State is { } state
        && (state.Iteration >= Experiment.Options.Iterations || (Experiment.Options.Patience is { } patience && state.ValidationsSinceBest >= patience));

    /// <summary>Whether results stand in the folder.</summary>
    public bool IsMeasured => File.Exists(ResultSetJson.PathIn(folder.FolderPath));

    /// <summary>Bytes of values that training holds: exact.</summary>
    public long PeakBytes => trainer.PeakBytes;

    /// <summary>All that training holds: exact.</summary>
    public TrainingMemory Memory => trainer.Memory;

    /// <summary>Parameters that the meta-loss does not reach.</summary>
    public IReadOnlyList<string> UnusedParameters => trainer.UnusedParameters;

    /// <summary>The short receipt of the meta-gradient where training starts or goes on.</summary>
    public GradientReceipt Receipt() => GradientReceipt.Of(
        Experiment.Learner, Experiment.Training, (State ?? trainer.Start()).Parameters,
        ReceiptOptions.Short with { Seed = Experiment.Options.Seed, Iteration = State?.Iteration ?? 0 });

    /// <summary>Meta-trains to the end or until cancelled; the state is saved either way.</summary>
    /// <param name="report">Called at each validation, after it is saved.</param>
    /// <param name="tick">Called after every iteration.</param>
    /// <param name="cancellation">Ends it after the iteration in hand.</param>
    /// <returns>Whether it was done to the end.</returns>
    public bool Train(Action<TrainingProgress>? report, Action<long>? tick, CancellationToken cancellation)
    {
        if (IsTrained) return true;
        var (extra, notes) = (StoredEncoding.Arrays(Experiment.Data.Encoding), StoredEncoding.Notes(Experiment.Data.Encoding));
        using (var recorder = new RunRecorder(folder, Experiment.Learner, trainer, State, time, extra, notes))
        {
            State = trainer.Run(State, progress =>
            {
                recorder.Record(progress);
                report?.Invoke(progress);
            }, tick, cancellation);
        }
        // Nothing is reported, so nothing was saved, where no iteration was asked for.
        if (!File.Exists(folder.CheckpointPath)) Checkpoint.Write(folder.CheckpointPath, State, Experiment.Learner, trainer.OptimizerStateNames, extra, notes);
        return IsTrained;
    }

    /// <summary>Trains the pretrained baseline, unless the folder has it.</summary>
    /// <param name="tick">Called after every iteration.</param>
    /// <param name="cancellation">Ends it; it starts anew the next time.</param>
    /// <returns>Whether it was done to the end.</returns>
    public bool TrainBaseline(Action<long>? tick, CancellationToken cancellation)
    {
        if (File.Exists(TrainedRun.PretrainedPathIn(folder.FolderPath))) return true;
        if (Baselines.TrainPretrained(Experiment, tick, cancellation) is not { } parameters) return false;
        TrainedRun.WritePretrained(folder.FolderPath, Experiment, parameters);
        return true;
    }

    /// <summary>Measures what is trained and keeps the results in the folder. Training is over then: what it held is given back before.</summary>
    /// <param name="withBaselines">Whether baselines stand beside the learner.</param>
    public ResultSet Measure(bool withBaselines)
    {
        trainer.Dispose();
        var run = TrainedRun.Open(folder.FolderPath, _ => Experiment.Spec);
        var episodes = Experiment.Data.TestEpisodes;
        var results = withBaselines
            ? Measurement.BesideBaselines(Experiment, run.Parameters, run.Pretrained, episodes, seed: 0)
            : Measurement.Alone(Experiment, run.Parameters, episodes, seed: 0);
        ResultSetJson.Write(ResultSetJson.PathIn(folder.FolderPath), results);
        return results;
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose() => trainer.Dispose();
}
