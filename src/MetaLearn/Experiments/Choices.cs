using MetaLearn.Algorithms;
using MetaLearn.Episodes;
using MetaLearn.Images;
using MetaLearn.Models;
using MetaLearn.Optimizers;
using Rates = MetaLearn.Algorithms.LearnedRates;

namespace MetaLearn.Experiments;

/// <summary>What the names in an <see cref="ExperimentSpec"/> stand for.</summary>
internal static class Choices
{
    // Of eight candidates the easiest.
    private const double CurriculumStart = 0.1;

    /// <summary>Problems that are made, with what makes them.</summary>
    public static Choice<Func<ExperimentSpec, IEpisodeSource>?> Problems { get; } = new("problem",
    [
        ("sinusoid", spec => new Sinusoids { Shots = spec.Shots, Queries = spec.Queries, SupportHalf = Half(spec) }),
        ("sinusoid-frequency", spec => new Sinusoids { Shots = spec.Shots, Queries = spec.Queries, Frequency = new(0.8, 1.2) }),
        ("harmonic", spec => new Harmonics { Shots = spec.Shots, Queries = spec.Queries }),
        ("gaussian-process", spec => new GaussianProcesses { Shots = spec.Shots, Queries = spec.Queries }),
        ("step", spec => new StepFunctions { Shots = spec.Shots, Queries = spec.Queries }),
        ("linear", spec => new LinearFunctions { Shots = spec.Shots, Queries = spec.Queries }),
        ("csv", null),
        ("series", null),
        .. ImageProblems.Names.Select(name => (name, (Func<ExperimentSpec, IEpisodeSource>?)null)),
    ]);

    public static Choice<AlgorithmChoice> Algorithms { get; } = AlgorithmChoices.Make();

    public static Choice<ModelChoice> Models { get; } = ModelChoices.Make();

    /// <summary>What quarter turns are used for in meta-training, and in meta-validation and meta-test.</summary>
    public static Choice<(ImageRotations Training, ImageRotations Evaluation)> Rotations { get; } = new("choice of rotations",
        ("none", (ImageRotations.None, ImageRotations.None)),
        ("augment", (ImageRotations.Augment, ImageRotations.Augment)),
        ("classes", (ImageRotations.Classes, ImageRotations.Classes)),
        ("augment-training", (ImageRotations.Augment, ImageRotations.None)),
        ("classes-training", (ImageRotations.Classes, ImageRotations.None)));

    public static Choice<NormStatistics> Statistics { get; } = new("choice of statistics",
        ("batch", NormStatistics.Batch), ("support", NormStatistics.Support), ("running", NormStatistics.Running));

    /// <summary>Whether each inner step has a scale and shift of its own.</summary>
    public static Choice<bool> StepNormalizations { get; } = new("normalisation of steps", ("shared", false), ("per-step", true));

    public static Choice<OmniglotSplit> OmniglotSplits { get; } = new("split",
        ("random-1100", OmniglotSplit.Random1100),
        ("random-1200", OmniglotSplit.Random1200),
        ("vinyals", OmniglotSplit.Vinyals),
        ("background-evaluation", OmniglotSplit.BackgroundEvaluation));

    public static Choice<Resizing> Resizings { get; } = new("way to resize", ("nearest", Resizing.Nearest), ("antialiased", Resizing.Antialiased));

    /// <summary>Whether pictures that are not square are squashed rather than cut.</summary>
    public static Choice<bool> Fits { get; } = new("way to fit", ("crop", false), ("squash", true));

    public static Choice<SupportHalf> Halves { get; } = new("half",
        ("whole", SupportHalf.Whole), ("left", SupportHalf.Left), ("right", SupportHalf.Right), ("either", SupportHalf.Either));

    /// <summary>What the learner sees of a made problem in the place of support labels.</summary>
    public static Choice<Func<IEpisodeSource, IEpisodeSource>> SupportLabels { get; } = new("choice of support labels",
        ("given", source => source),
        ("hinted", source => source is ICurveSource curves ? new HintedSupport(curves) : throw new ArgumentException("support-labels 'hinted' is for problems whose curves are known.")));

    /// <summary>What training draws its episodes by.</summary>
    public static Choice<Func<IEpisodeSource, ExperimentSpec, IEpisodeSource>> Samplings { get; } = new("sampling",
        ("uniform", (source, _) => source),
        ("curriculum", (source, spec) => new Curriculum(source, SupportSpread.Of, Curriculum.Linear(CurriculumStart, Math.Max(1, spec.Iterations * spec.MetaBatch / 2)))),
        ("difficulty", (source, _) => new DifficultyWeighted(source, SupportSpread.Of)));

    public static Choice<Optimizer> Optimizers { get; } = new("optimiser",
        ("sgd", new Sgd()),
        ("momentum", new Sgd { Momentum = 0.9 }),
        ("nesterov", new Sgd { Momentum = 0.9, Nesterov = true }),
        ("rmsprop", new RmsProp()),
        ("adagrad", new Adagrad()),
        ("adam", new Adam()),
        ("adamw", new AdamW()));

    public static Choice<Rates> LearnedRates { get; } = new("learned rates",
        ("none", Rates.None), ("per-tensor", Rates.PerTensor), ("per-step", Rates.PerStep), ("per-element", Rates.PerElement));

    /// <summary>Whether the inner problem is solved by Newton steps.</summary>
    public static Choice<bool> InnerSolvers { get; } = new("inner solver", ("gradient", false), ("newton", true));

    /// <summary>What makes the linear solver of a number of steps.</summary>
    public static Choice<Func<int, LinearSolver>> LinearSolvers { get; } = new("linear solver",
        ("cg", steps => new ConjugateGradient { Steps = steps }), ("neumann", terms => new NeumannSeries { Terms = terms }));

    /// <summary>Whether the authors' code is followed.</summary>
    public static Choice<bool> ImplicitVariants { get; } = new("variant", ("paper", false), ("authors", true));

    public static Choice<Module> Activations { get; } = new("activation",
        ("relu", new Relu()), ("tanh", new Tanh()), ("sigmoid", new Sigmoid()), ("softplus", new Softplus()), ("gelu", new Gelu()));

    /// <summary>Weights' and biases' initialisers; null is uniform within ±1/√in.</summary>
    public static Choice<(Initializer? Weight, Initializer? Bias)> Initializations { get; } = new("initialiser",
        ("fan-in", (null, null)),
        ("kaiming-normal", (Initializers.KaimingNormal(), Initializers.Zeros)),
        ("kaiming-uniform", (Initializers.KaimingUniform(), Initializers.Zeros)),
        ("xavier-normal", (Initializers.XavierNormal(), Initializers.Zeros)),
        ("xavier-uniform", (Initializers.XavierUniform(), Initializers.Zeros)),
        ("truncated-normal", (Initializers.TruncatedNormal(), Initializers.Zeros)));

    public static Choice<Func<ExperimentSpec, Schedule>> LearningRates { get; } = new("schedule",
        ("constant", spec => Schedules.Constant(spec.OuterLearningRate)),
        ("step", spec => Schedules.Step(spec.OuterLearningRate, spec.ScheduleEvery, spec.ScheduleFactor)),
        ("cosine", spec => Schedules.Cosine(spec.OuterLearningRate, Math.Max(1, spec.Iterations), spec.ScheduleEnd)),
        ("linear", spec => Schedules.Linear(spec.OuterLearningRate, spec.ScheduleEnd, Math.Max(1, spec.Iterations))));

    /// <summary>The inner loop's optimiser, with its clipping.</summary>
    public static Optimizer InnerOptimizer(ExperimentSpec spec)
        => Optimizers[spec.InnerOptimizer] with { Transformations = spec.InnerClipNorm is { } norm ? [new ClipByNorm(norm)] : [] };

    // Not Halves itself, which is initialised after the table that uses it.
    private static SupportHalf Half(ExperimentSpec spec) => Halves[spec.SupportHalf];
}
