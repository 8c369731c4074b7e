using MetaLearn.Files;

namespace MetaLearn.Reinforcement.Experiments;

/// <summary>A policy's run as its folder has it: what was trained, and the parameters to use.</summary>
/// <param name="Folder">Of the run.</param>
/// <param name="Record">What made it.</param>
/// <param name="Experiment">What was trained.</param>
/// <param name="State">Where training stands.</param>
public sealed record TrainedPolicy(string Folder, RunRecord Record, PolicyExperiment Experiment, PolicyState State)
{
    /// <summary>The best on the validation goals.</summary>
    public IReadOnlyList<float[]> Parameters => State.Selected;

    /// <summary>Opens a run to read it, also while it is being trained.</summary>
    /// <param name="folder">Of the run.</param>
    /// <param name="change">Changes settings of the evaluation; nothing by default.</param>
    /// <exception cref="IOException">There is no run, or none with a checkpoint yet.</exception>
    /// <exception cref="FileFormatException">A file of it is damaged, or the checkpoint is of another policy.</exception>
    public static TrainedPolicy Open(string folder, Func<PolicySpec, PolicySpec>? change = null)
    {
        var record = RunFolder.ReadRecord(folder);
        var spec = PolicyFolder.SpecOf(folder, record);
        var experiment = PolicyExperiment.Build(change is null ? spec : change(spec));
        var path = RunFolder.CheckpointPathIn(folder);
        if (!File.Exists(path)) throw new IOException($"{folder}: the run has no checkpoint yet; continue it with metalearn train --resume --run {folder}.");
        var state = PolicyCheckpoint.Read(path, experiment.Maml, []);
        // With the seed that went on, so that the random initialisation beside it is the one that the training showed.
        return new(folder, record, PolicyStarts.Of(experiment, state).Chosen, state);
    }
}
