using MetaLearn.Algorithms;
using MetaLearn.Episodes;
using MetaLearn.Experiments;
using MetaLearn.Files;
using MetaLearn.Training;

namespace MetaLearn.Proofs;

/// <summary>What a <see cref="Doctor"/> needs to see of a run.</summary>
public sealed record Patient
{
    /// <summary>What was trained.</summary>
    public required MetaLearner Learner { get; init; }

    /// <summary>The learned parameters, in order.</summary>
    public required IReadOnlyList<float[]> Parameters { get; init; }

    /// <summary>Meta-training episodes.</summary>
    public required IEpisodeSource Training { get; init; }

    /// <summary>Meta-validation episodes.</summary>
    public required IEpisodeSource Validation { get; init; }

    /// <summary>Settings of the outer loop.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>What was measured while training, in order; may be empty.</summary>
    public IReadOnlyList<MetricsLine> Metrics { get; init; } = [];

    /// <summary>The learner with its inner learning rate times a factor; null where it has none to change.</summary>
    public Func<double, MetaLearner>? WithInnerRate { get; init; }

    /// <summary>A run of <c>metalearn train</c>; one that stopped before its first checkpoint is looked at where it started.</summary>
    /// <param name="folder">Of the run.</param>
    /// <exception cref="IOException">There is no run.</exception>
    /// <exception cref="FileFormatException">A file of it is damaged.</exception>
    public static Patient Of(string folder)
    {
        var record = RunFolder.ReadRecord(folder);
        var isSaved = File.Exists(RunFolder.CheckpointPathIn(folder));
        var trained = isSaved ? TrainedRun.Open(folder) : null;
        var experiment = trained?.Experiment ?? Experiment.Build(TrainedRun.SpecOf(folder, record));
        var metrics = Path.Combine(folder, "metrics.jsonl");
        return new()
        {
            Learner = experiment.Learner,
            Parameters = trained?.Parameters ?? Start(experiment.Learner, experiment.Options),
            Training = experiment.Training,
            Validation = experiment.Validation,
            Options = experiment.Options,
            Metrics = File.Exists(metrics) ? MetricsLog.Read(metrics) : [],
            WithInnerRate = factor => experiment.With(experiment.Spec with { InnerLearningRate = experiment.Spec.InnerLearningRate * factor }).Learner,
        };
    }

    /// <summary>Where the learner started.</summary>
    internal IReadOnlyList<float[]> Beginning => Start(Learner, Options);

    private static IReadOnlyList<float[]> Start(MetaLearner learner, TrainingOptions options)
        => [.. learner.InitialValues(options.Seed).Select(values => Array.ConvertAll(values, value => (float)value))];
}
