using MetaLearn.Algorithms;
using MetaLearn.Episodes;
using MetaLearn.Experiments;
using MetaLearn.Files;
using MetaLearn.Training;

namespace MetaLearn.Proofs;

/// <summary>What a <see cref="Doctor"/> needs to see of a run.</summary>
public sealed record Patient
{
    private const int MostIterations = 300;

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

    /// <summary>The message that training ends with when it goes on from where it stands; null where it goes on, or is done.</summary>
    public string? Failure { get; init; }

    /// <summary>The learner with its inner learning rate times a factor; null where it has none to change.</summary>
    public Func<double, MetaLearner>? WithInnerRate { get; init; }

    /// <summary>
    /// A run of <c>metalearn train</c>; one that stopped before its first checkpoint is looked at where it started. One that is not done is continued for
    /// up to 300 iterations, in memory, to see whether it fails.
    /// </summary>
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
            Failure = FailureOf(experiment, isSaved ? RunFolder.CheckpointPathIn(folder) : null),
            Metrics = File.Exists(metrics) ? MetricsLog.Read(metrics) : [],
            WithInnerRate = factor => experiment.With(experiment.Spec with { InnerLearningRate = experiment.Spec.InnerLearningRate * factor }).Learner,
        };
    }

    /// <summary>Where the learner started.</summary>
    internal IReadOnlyList<float[]> Beginning => Start(Learner, Options);

    private static string? FailureOf(Experiment experiment, string? checkpoint)
    {
        var options = experiment.Options with { ValidationEpisodes = 0 };
        using var first = new Trainer(experiment.Learner, experiment.Training, options);
        var state = checkpoint is null ? null : Checkpoint.Read(checkpoint, experiment.Learner, first.OptimizerStateNames);
        var (from, to) = (state?.Iteration ?? 0, options.Iterations);
        using var stopped = new CancellationTokenSource();
        try
        {
            // Stopped, not shortened: the schedules keep their length.
            first.Run(state, tick: iteration =>
            {
                if (iteration >= Math.Min(to, from + MostIterations)) stopped.Cancel();
            }, cancellation: stopped.Token);
            return null;
        }
        catch (NonFiniteException failure)
        {
            return failure.Message;
        }
    }

    private static IReadOnlyList<float[]> Start(MetaLearner learner, TrainingOptions options)
        => [.. learner.InitialValues(options.Seed).Select(values => Array.ConvertAll(values, value => (float)value))];
}
