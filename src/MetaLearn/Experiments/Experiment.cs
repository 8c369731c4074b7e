using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;
using MetaLearn.Models;
using MetaLearn.Optimizers;
using MetaLearn.Proofs;
using MetaLearn.Training;

namespace MetaLearn.Experiments;

/// <summary>What an <see cref="ExperimentSpec"/> says, made: learner, episodes, settings of the outer loop.</summary>
public sealed class Experiment
{
    // "test" in ASCII: evaluation draws from another stream than training and validation, whatever the seeds.
    private const ulong TestStream = 0x74657374;

    // "valid" in ASCII. A made problem has one source for all splits: only the stream tells meta-validation episodes from meta-test ones.
    private const ulong ValidationStream = 0x76616C6964;

    private bool isOnValidation;

    private Experiment(ExperimentSpec spec, ExperimentData data)
    {
        // What is trained on labelled pictures meets others one by one.
        if (Choices.Algorithms[spec.Algorithm].OfPictures is not null) spec = spec with { Statistics = "running" };
        (Spec, Data) = (spec, data);
        var isOracle = spec.Algorithm == "oracle";
        Options = OptionsOf(spec);
        if (PictureBaselines.Of(spec, data, Loss) is { } onPictures)
        {
            (Training, Validation, Test, Model, Learner) = (onPictures.Training, data.Validation, data.Test, onPictures.Body, onPictures.Learner);
            return;
        }
        Training = Choices.Samplings[spec.Sampling](isOracle ? new WithTaskParameters(data.Training) : data.Training, spec);
        Validation = isOracle ? new WithTaskParameters(data.Validation) : data.Validation;
        Test = isOracle ? new WithTaskParameters(data.Test) : data.Test;
        Model = Choices.Models[spec.Model].Make(spec, Training.Shape.XRow, Data.OutputWidth);
        Learner = Choices.Algorithms[spec.Algorithm].Make(spec, Model, Loss);
    }

    /// <summary>What was asked for.</summary>
    public ExperimentSpec Spec { get; }

    /// <summary>Where the episodes come from.</summary>
    public ExperimentData Data { get; }

    /// <summary>The network.</summary>
    public Module Model { get; }

    /// <summary>What is trained.</summary>
    public MetaLearner Learner { get; }

    /// <summary>What inner and outer loop make small: the mean squared error, or the cross-entropy where labels are predicted.</summary>
    public LossFunction Loss => Data.IsClassification ? CrossEntropy : Losses.Loss.MeanSquaredError;

    /// <summary>What is reported beside the loss: the accuracy where labels are predicted; null elsewhere.</summary>
    public LossFunction? Accuracy => Data.IsClassification ? Losses.Loss.Accuracy : null;

    /// <summary>Meta-training episodes, as the learner takes them.</summary>
    public IEpisodeSource Training { get; }

    /// <summary>Meta-validation episodes, as the learner takes them.</summary>
    public IEpisodeSource Validation { get; }

    /// <summary>Meta-test episodes, as the learner takes them.</summary>
    public IEpisodeSource Test { get; }

    /// <summary>Settings of the outer loop.</summary>
    public TrainingOptions Options { get; }

    /// <summary>What the learner is called in results.</summary>
    public string LearnerName => Choices.Algorithms[Spec.Algorithm].DisplayName;

    /// <summary>What the learner does, in a line.</summary>
    public string LearnerDescription => Choices.Algorithms[Spec.Algorithm].Describe(Spec);

    /// <summary>The network, in words.</summary>
    public string NetworkDescription => Choices.Models[Spec.Model].Describe(Learner.Model.GetType() == Model.GetType() ? Learner.Model : Model, Spec);

    /// <summary>Whether query examples see each other, as through the statistics of their batch, so that a prediction depends on what else is asked.</summary>
    public bool IsTransductive => Choices.Models[Spec.Model].HasNormalization && Spec.Statistics == "batch";

    /// <summary>Whether the learner is itself one of the baselines that others are shown beside.</summary>
    public bool IsBaseline => Choices.Algorithms[Spec.Algorithm].IsBaseline;

    /// <summary>Makes the experiment, reading the user's file where there is one.</summary>
    /// <param name="spec">What to make.</param>
    /// <param name="stored">The encoding of a trained model; null learns it from the meta-training groups.</param>
    /// <exception cref="ArgumentException">Settings do not go together, in one sentence.</exception>
    /// <exception cref="DataException">The file cannot be used.</exception>
    public static Experiment Build(ExperimentSpec spec, TableEncoding? stored = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (spec.SupportHalf != "whole" && spec.Problem != "sinusoid")
            throw new ArgumentException($"support-half '{spec.SupportHalf}' is for the problem sinusoid, not {spec.Problem}.");
        if (spec.SupportLabels != "given" && spec.IsOwnData) throw new ArgumentException($"support-labels '{spec.SupportLabels}' is for made problems, not {spec.Problem}.");
        if (spec.Algorithm == "oracle" && (spec.IsOwnData || spec.Problem == "gaussian-process"))
            throw new ArgumentException($"The oracle needs problems whose hidden numbers are known; those of {spec.Problem} are not.");
        AlgorithmSettings.Check(spec);
        if (spec.StepNormalization == "per-step" && !Choices.Models[spec.Model].HasNormalization)
            throw new ArgumentException($"step-normalization 'per-step' is for networks with batch normalisation; found {spec.Model}.");
        ModelSettings.Check(spec);
        var data = ExperimentData.Of(spec, stored);
        var labels = spec.IsImages ? "pictures have labels" : $"column '{spec.Targets.FirstOrDefault()}' holds labels";
        if (data.IsClassification && !Choices.Algorithms[spec.Algorithm].PredictsLabels)
            throw new ArgumentException($"{spec.Algorithm} predicts numbers, and {labels}; maml is one that predicts those.");
        if (spec.IsImages && Choices.Algorithms[spec.Algorithm].NeedsFixedLabels)
            throw new ArgumentException($"{spec.Algorithm} trains one network on all episodes jointly, and the classes of pictures are labelled anew in each episode; maml is one that learns those.");
        if (data.IsClassification && spec.Sampling != "uniform")
            throw new ArgumentException($"sampling '{spec.Sampling}' goes by how widely numbers spread, and {labels}.");
        if (spec.IsImages) return new(ImageData.Sized(spec, data), data);
        return new(data.IsClassification ? spec.ForClasses() : spec, data);
    }

    /// <summary>The same data with other settings of the learner or the outer loop.</summary>
    /// <param name="spec">Differs from this one's in nothing that decides the episodes.</param>
    internal Experiment With(ExperimentSpec spec) => new(spec, Data);

    /// <summary>The experiment of a trained model that is used, not trained or measured: the user's file is not read.</summary>
    internal static Experiment WithoutEpisodes(ExperimentSpec spec, TableEncoding? stored, string? fingerprint) => new(spec, ExperimentData.WithoutEpisodes(spec, stored, fingerprint));

    /// <summary>The same experiment with the meta-validation episodes in the place of the meta-test ones: to choose settings without looking at the latter.</summary>
    public Experiment OnValidation() => new(Spec, Data with { Test = Data.Validation, TestGroups = Data.ValidationGroups }) { isOnValidation = true };

    /// <summary>Audits the episodes that the experiment trains, validates and tests on.</summary>
    /// <param name="episodes">Drawn of each split, at least 1.</param>
    public AuditReport Audit(int episodes) => EpisodeAudit.Run(
        [
            new("meta-training", Data.Training, Options.Seed),
            .. Data.HasValidationSplit ? [new AuditSplit("meta-validation", Data.Validation, Options.ValidationSeed)] : Array.Empty<AuditSplit>(),
            new("meta-test", Data.Test, TestSeed(0)),
        ],
        episodes, Data.Scaling, Data.LearnScaling);

    /// <summary>The network without learning to learn: trained on all episodes jointly, or not at all, and fine-tuned.</summary>
    /// <param name="rate">Of fine-tuning.</param>
    /// <param name="optimizer">Of fine-tuning; plain gradient descent by default.</param>
    public Pretrained Baseline(double rate, Optimizer? optimizer = null)
        // On a user's own data the baseline gets every example MAML gets; on functions the paper's protocol stands.
        => new(Model, Loss) { FineTuningRate = rate, FineTuningOptimizer = optimizer ?? new Sgd(), SeesQuery = Spec.IsOwnData };

    /// <summary>The seed that a source of meta-test episodes is asked with.</summary>
    /// <param name="seed">As the user names it.</param>
    public static ulong TestSeed(ulong seed) => seed ^ TestStream;

    /// <summary>The seed that this experiment's own measured episodes are drawn with: meta-test ones, or meta-validation ones in their place.</summary>
    /// <param name="seed">As the user names it.</param>
    internal ulong MeasuredSeed(ulong seed) => isOnValidation ? seed ^ ValidationStream : TestSeed(seed);

    private static Expression CrossEntropy(Expression logits, Expression labels) => Losses.Loss.CrossEntropy(logits, labels);

    private static TrainingOptions OptionsOf(ExperimentSpec spec)
    {
        List<GradientTransformation> transformations = [];
        if (spec.ClipNorm is { } norm) transformations.Add(new ClipByNorm(norm));
        if (spec.ClipValue is { } value) transformations.Add(new ClipByValue(value));
        if (spec.WeightDecay > 0) transformations.Add(new WeightDecay(spec.WeightDecay));
        var rate = Choices.LearningRates[spec.Schedule](spec);
        return new()
        {
            Iterations = spec.Algorithm == "random" ? 0 : spec.Iterations,
            MetaBatch = spec.MetaBatch,
            Optimizer = Choices.Optimizers[spec.OuterOptimizer] with { Transformations = transformations },
            LearningRate = spec.WarmUp > 0 ? Schedules.WarmUp(rate, spec.WarmUp) : rate,
            Seed = spec.Seed,
            Threads = spec.Threads,
            Shards = spec.Shards,
            ValidateEvery = spec.ValidateEvery,
            ValidationEpisodes = spec.ValidationEpisodes,
            Patience = spec.Patience,
        };
    }
}
