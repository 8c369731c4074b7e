using System.Collections.Immutable;
using MetaLearn.Files;
using MetaLearn.Training;

namespace MetaLearn.Experiments;

/// <summary>A run as its folder has it: what was trained, and the parameters to use.</summary>
public sealed class TrainedRun
{
    private TrainedRun(string folder, RunRecord record, Experiment experiment, IReadOnlyList<float[]> parameters)
        => (Folder, Record, Experiment, Parameters) = (folder, record, experiment, parameters);

    /// <summary>Of the run.</summary>
    public string Folder { get; }

    /// <summary>What made the run.</summary>
    public RunRecord Record { get; }

    /// <summary>The experiment, with the encoding that is stored with the model.</summary>
    public Experiment Experiment { get; }

    /// <summary>Values of the learner's parameters.</summary>
    public IReadOnlyList<float[]> Parameters { get; }

    /// <summary>What the user should know of the run and its data, one sentence each.</summary>
    public IReadOnlyList<string> Warnings => Record.DataFingerprint == Experiment.Data.Fingerprint
        ? Experiment.Data.Warnings
        : [.. Experiment.Data.Warnings, $"{Experiment.Spec.File ?? Experiment.Spec.Problem}: has changed since the run was trained; the {(Experiment.Spec.IsImages ? "classes" : "groups")} may be parted differently."];

    /// <summary>Parameters of the pretrained baseline; null when the run has none.</summary>
    /// <exception cref="FileFormatException">The file is damaged or of another model.</exception>
    public IReadOnlyList<float[]>? Pretrained
        => File.Exists(PretrainedPathIn(Folder)) ? Checkpoint.ReadParameters(PretrainedPathIn(Folder), Experiment.Baseline(1)) : null;

    /// <summary>Whether baselines stood beside the learner when the run was measured: not if it was told to leave them out, or is a baseline itself.</summary>
    /// <exception cref="FileFormatException">The run's results are damaged.</exception>
    public bool HasBaselines => File.Exists(PretrainedPathIn(Folder)) || (ResultSetJson.PathIn(Folder) is var path && File.Exists(path) && ResultSetJson.Read(path).Learners.Count > 1);

    /// <summary>Where a run keeps its pretrained baseline.</summary>
    /// <param name="folder">Of the run.</param>
    public static string PretrainedPathIn(string folder) => Path.Combine(folder, "baselines", "pretrained.safetensors");

    /// <summary>Opens a run to read it, also while it is being trained.</summary>
    /// <param name="folder">Of the run.</param>
    /// <param name="change">Changes settings of the evaluation, such as shots; nothing by default.</param>
    /// <param name="onValidation">Whether the meta-validation episodes take the place of the meta-test ones; false by default.</param>
    /// <exception cref="IOException">There is no run, or none with a checkpoint yet.</exception>
    /// <exception cref="FileFormatException">A file of it is damaged, or the checkpoint is of another model.</exception>
    public static TrainedRun Open(string folder, Func<ExperimentSpec, ExperimentSpec>? change = null, bool onValidation = false)
    {
        var (record, spec, path) = Read(folder);
        var experiment = Experiment.Build(change is null ? spec : change(spec), spec.Problem == "csv" ? StoredEncoding.Read(path, spec) : null);
        if (onValidation) experiment = experiment.OnValidation();
        return new(folder, record, experiment, Checkpoint.ReadParameters(path, experiment.Learner));
    }

    /// <summary>Opens a run to use its model on new data: the file it was trained on need not be there any more, and its experiment gives no episodes.</summary>
    /// <param name="folder">Of the run.</param>
    /// <exception cref="IOException">There is no run, or none with a checkpoint yet.</exception>
    /// <exception cref="FileFormatException">A file of it is damaged, or the checkpoint is of another model.</exception>
    public static TrainedRun OpenWithoutData(string folder)
    {
        var (record, spec, path) = Read(folder);
        var experiment = Experiment.WithoutEpisodes(spec, spec.Problem == "csv" ? StoredEncoding.Read(path, spec) : null, record.DataFingerprint);
        return new(folder, record, experiment, Checkpoint.ReadParameters(path, experiment.Learner));
    }

    /// <summary>The settings in a run's record.</summary>
    /// <param name="folder">Of the run, for messages.</param>
    /// <param name="record">Of the run.</param>
    /// <exception cref="FileFormatException">They are not a training run's.</exception>
    public static ExperimentSpec SpecOf(string folder, RunRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        try
        {
            return SpecField.ToSpec(record.Options);
        }
        catch (ArgumentException failure)
        {
            throw new FileFormatException(Path.Combine(folder, "run.json"), $"is not of a training run: {failure.Message.Split(" (Parameter", 2)[0]}", failure);
        }
    }

    /// <summary>Keeps the pretrained baseline with a run.</summary>
    /// <param name="folder">Of the run.</param>
    /// <param name="experiment">Of the run.</param>
    /// <param name="parameters">Of the baseline.</param>
    /// <exception cref="IOException">It could not be written.</exception>
    public static void WritePretrained(string folder, Experiment experiment, IReadOnlyList<float[]> parameters)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var path = PretrainedPathIn(folder);
        Directory.CreateDirectory(Path.Combine(folder, "baselines"));
        new SafeTensorsFile(experiment.Model.Parameters.Select((parameter, i) => new NamedArray(parameter.Name, parameter.Shape, parameters[i])),
            ImmutableDictionary<string, string>.Empty.Add("format", "metalearn-parameters-1")).Write(path);
    }

    private static (RunRecord Record, ExperimentSpec Spec, string Checkpoint) Read(string folder)
    {
        var record = RunFolder.ReadRecord(folder);
        var path = RunFolder.CheckpointPathIn(folder);
        var spec = SpecOf(folder, record);
        return File.Exists(path)
            ? (record, spec, path)
            : throw new IOException($"{folder}: the run has no checkpoint yet; continue it with metalearn train --resume --run {folder}.");
    }
}
