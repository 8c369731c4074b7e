using System.Collections.Immutable;
using MetaLearn.Autodiff;

namespace MetaLearn.Experiments;

/// <summary>
/// Everything that decides a training run, as names and numbers: what a command line says and what <c>run.json</c> keeps. Defaults are those of
/// the MAML paper's sinusoids (Finn et al. 2017, appendix A.1); <see cref="For"/> gives those of a problem.
/// </summary>
public sealed partial record ExperimentSpec
{
    private readonly double? innerLearningRate;
    private readonly int? innerSteps;
    private readonly string? schedule;
    private readonly int? queries;
    private readonly int? metaBatch;
    private readonly double? clipValue;
    private readonly double? lambda;
    private readonly int? evaluationSteps;

    /// <summary><c>sinusoid</c>, <c>sinusoid-frequency</c> (ω ~ U[0.8, 1.2]), <c>harmonic</c>, <c>gaussian-process</c>, <c>step</c>, <c>linear</c>, <c>csv</c>, <c>series</c>, or one of pictures: <c>strokes</c>.</summary>
    /// <exception cref="ArgumentException">There is no such problem.</exception>
    public required string Problem { get; init => field = Choices.Problems.Checked(value); }

    /// <summary>The user's file, of <c>csv</c> and <c>series</c>, or folder, of <c>images</c>: a full path, as the present folder may be another next time.</summary>
    public string? File { get; init => field = value is null ? null : Path.GetFullPath(value); }

    /// <summary>Name of the column that says which episode a row belongs to; null for series in wide form.</summary>
    public string? Episode { get; init; }

    /// <summary>Names of the feature columns of <c>csv</c>.</summary>
    public ImmutableArray<string> Features { get; init; } = [];

    /// <summary>Names of the target columns of <c>csv</c>.</summary>
    public ImmutableArray<string> Targets { get; init; } = [];

    /// <summary>Features of <c>csv</c> whose cells are names of categories though they may look like numbers; columns of text are categories by themselves.</summary>
    public ImmutableArray<string> Categories { get; init; } = [];

    /// <summary>The target of <c>csv</c> whose cells are names of classes though they may look like numbers; null by default, and a target of text is one by itself.</summary>
    public string? Classes { get; init; }

    /// <summary>Column that says train, validation or test of each row's episode; null, the default, parts the episodes by a hash of their names.</summary>
    public string? SplitColumn { get; init; }

    /// <summary>The file of the query rows of <c>csv</c>, <see cref="File"/> being that of the support rows: a full path; null, the default, where one file has both.</summary>
    public string? QueryFile { get; init => field = value is null ? null : Path.GetFullPath(value); }

    /// <summary>Bytes that the table of <c>csv</c> may take: at least 1; null, the default, for a quarter of the memory. Above it rows stay in the file. Changes no bit of the result.</summary>
    public long? TableMemory { get; init => field = value is { } given ? Require.Positive(given) : null; }

    /// <summary>Name of the column of values, for series in long form; null for wide form.</summary>
    public string? Value { get; init; }

    /// <summary>Values of a series that predict the next ones: at least 1; 24 by default.</summary>
    public int Lags { get; init => field = Require.Positive(value); } = 24;

    /// <summary>Values of a series predicted at once: at least 1; 24 by default, a day of hours.</summary>
    public int Horizon { get; init => field = Require.Positive(value); } = 24;

    /// <summary>
    /// <c>maml</c>, <c>fomaml</c>, <c>meta-sgd</c>, <c>anil</c>, <c>boil</c>, <c>maml++</c>, <c>cavia</c>, <c>reptile</c>, <c>imaml</c>, <c>lstm</c>, <c>learned-optimizer</c>, <c>pretrained</c>, <c>random</c> or <c>oracle</c>.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such algorithm.</exception>
    public string Algorithm { get; init => field = Choices.Algorithms.Checked(value); } = "maml";

    /// <summary>Support examples K an episode, of pictures a class: at least 1; 10 by default, 1 of pictures.</summary>
    public int Shots { get; init => field = Require.Positive(value); } = 10;

    /// <summary>Query examples an episode, of pictures a class: at least 1; 10 by default, of pictures as many as shots.</summary>
    public int Queries { get => queries ?? (IsImages ? ImageDefaults.Queries(this) : 10); init => queries = Require.Positive(value); }

    /// <summary>Where a sinusoid's support points come from: <c>whole</c>, <c>left</c>, <c>right</c> or <c>either</c>.</summary>
    /// <exception cref="ArgumentException">There is no such half.</exception>
    public string SupportHalf { get; init => field = Choices.Halves.Checked(value); } = "whole";

    /// <summary><c>given</c>, or <c>hinted</c>: support labels are hidden and hints stand in their place (<see cref="Episodes.HintedSupport"/>). Of made problems.</summary>
    /// <exception cref="ArgumentException">There is no such choice.</exception>
    public string SupportLabels { get; init => field = Choices.SupportLabels.Checked(value); } = "given";

    /// <summary>
    /// Which episodes training draws: <c>uniform</c>, as the source gives them; <c>curriculum</c>, those whose support labels spread little first, until half of training is done; <c>difficulty</c>,
    /// those whose support labels spread widely more often. Validation and results are of the source's own episodes either way. Of numbers, not of labels.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such sampling.</exception>
    public string Sampling { get; init => field = Choices.Samplings.Checked(value); } = "uniform";

    /// <summary>
    /// α: positive and finite; 0.01 by default, 1 for <c>cavia</c>; of pictures the paper's, 0.1 for <c>imaml</c>. Of the user's own data 0.05 · outputs / inputs, at most 0.05: the inner loss, a mean over the outputs,
    /// is the steeper the more inputs there are and the fewer outputs. A column of categories counts as one input, since the squares of its numbers sum to 1,
    /// as a standardised number's is on average; classes have a default of their own (<see cref="ForClasses"/>).
    /// </summary>
    public double InnerLearningRate { get => innerLearningRate ?? DefaultInnerLearningRate; init => innerLearningRate = Require.Positive(value); }

    /// <summary>Inner steps while meta-training: at least 0; 1 by default, 5 for <c>reptile</c>, 10 for <c>imaml</c>, whose 16 or 25 on Omniglot are the paper's.</summary>
    public int InnerSteps { get => innerSteps ?? (IsImages ? ImageDefaults.InnerSteps(this) : Choices.Algorithms[Algorithm].InnerSteps); init => innerSteps = Require.NotNegative(value); }

    /// <summary>The inner loop's optimiser: <c>sgd</c>, <c>momentum</c>, <c>nesterov</c>, <c>rmsprop</c>, <c>adagrad</c>, <c>adam</c> or <c>adamw</c>.</summary>
    /// <exception cref="ArgumentException">There is no such optimiser.</exception>
    public string InnerOptimizer { get; init => field = Choices.Optimizers.Checked(value); } = "sgd";

    /// <summary>Largest norm of the inner gradient: positive and finite; null, the default, for no limit.</summary>
    public double? InnerClipNorm { get; init => field = value is { } given ? Require.Positive(given) : null; }

    /// <summary>Parameters that adapt in the inner loop, by name, layer or pattern, as <see cref="Algorithms.Maml.AdaptOnly"/>; empty, the default, for the algorithm's own.</summary>
    public ImmutableArray<string> AdaptOnly { get; init; } = [];

    /// <summary><c>none</c>, <c>per-tensor</c>, <c>per-step</c> or <c>per-element</c>; null, the default, for the algorithm's own.</summary>
    /// <exception cref="ArgumentException">There is no such choice.</exception>
    public string? LearnedRates { get; init => field = value is null ? null : Choices.LearnedRates.Checked(value); }

    /// <summary>Iterations with a loss after every inner step: at least 0; null, the default, for the algorithm's own: a tenth of all for <c>maml++</c>, else none.</summary>
    public long? MultiStepLossUntil { get; init => field = value is { } given ? Require.NotNegative(given) : null; }

    /// <summary>Iterations with first-order gradients, exact ones after them: at least 0; null, the default, for none.</summary>
    public long? FirstOrderUntil { get; init => field = value is { } given ? Require.NotNegative(given) : null; }

    /// <summary>Numbers in CAVIA's context: at least 1; null, the default, for 5.</summary>
    public int? Contexts { get; init => field = value is { } given ? Require.Positive(given) : null; }

    /// <summary>Reptile's examples in an inner step's mini-batch while meta-training: at least 1; null, the default, for all.</summary>
    public int? InnerBatch { get; init => field = value is { } given ? Require.Positive(given) : null; }

    /// <summary>Reptile's examples in an inner step's mini-batch on a new support set: at least 1; null, the default, for all.</summary>
    public int? EvaluationBatch { get; init => field = value is { } given ? Require.Positive(given) : null; }

    /// <summary>Implicit MAML's λ: positive and finite; null, the default, for 2, which of colour pictures is 0.5.</summary>
    public double? Lambda { get => lambda ?? (IsImages && Algorithm == "imaml" ? ImageDefaults.Lambda(this) : null); init => lambda = value is { } given ? Require.Positive(given) : null; }

    /// <summary>What solves implicit MAML's inner problem: <c>gradient</c>, steps of the inner optimiser, or <c>newton</c>; null, the default, for the former.</summary>
    /// <exception cref="ArgumentException">There is no such solver.</exception>
    public string? InnerSolver { get; init => field = value is null ? null : Choices.InnerSolvers.Checked(value); }

    /// <summary>What inverts implicit MAML's matrix: <c>cg</c> or <c>neumann</c>; null, the default, for the former.</summary>
    /// <exception cref="ArgumentException">There is no such solver.</exception>
    public string? LinearSolver { get; init => field = value is null ? null : Choices.LinearSolvers.Checked(value); }

    /// <summary>Its steps or terms: at least 0; null, the default, for 5. 0 steps of <c>cg</c> leave the correction out.</summary>
    public int? LinearSteps { get; init => field = value is { } given ? Require.NotNegative(given) : null; }

    /// <summary>Added to the diagonal of implicit MAML's matrix: at least 0; null, the default, for 0, or 1 with the authors' variant.</summary>
    public double? Damping { get; init => field = value is { } given ? Require.NotNegative(given) : null; }

    /// <summary>Whose implicit MAML: <c>paper</c> or <c>authors</c>, that is, their code; null, the default, for the former.</summary>
    /// <exception cref="ArgumentException">There is no such variant.</exception>
    public string? ImplicitVariant { get; init => field = value is null ? null : Choices.ImplicitVariants.Checked(value); }

    /// <summary>Strength of the penalty on a multi-task head: positive and finite; null, the default, for 0.01.</summary>
    public double? Ridge { get; init => field = value is { } given ? Require.Positive(given) : null; }

    /// <summary>Inner steps up to which results are shown: at least 1; 10 by default, of ink on paper 5, and of pictures with <c>imaml</c> at least those of training.</summary>
    public int EvaluationSteps { get => evaluationSteps ?? (IsImages ? ImageDefaults.EvaluationSteps(this) : 10); init => evaluationSteps = Require.Positive(value); }

    /// <summary>Features of each hidden layer, each at least 1; none makes a linear model; 40, 40 by default.</summary>
    public ImmutableArray<int> Hidden
    {
        get;
        init => field = value.All(size => size > 0) ? value : throw new ArgumentOutOfRangeException(nameof(Hidden), string.Join(',', value), "Each must be at least 1.");
    } = [40, 40];

    /// <summary><c>relu</c>, <c>tanh</c>, <c>sigmoid</c>, <c>softplus</c> or <c>gelu</c>.</summary>
    /// <exception cref="ArgumentException">There is no such activation.</exception>
    public string Activation { get; init => field = Choices.Activations.Checked(value); } = "relu";

    /// <summary><c>truncated-normal</c> (σ = 0.01, zero biases), <c>fan-in</c> (PyTorch's), <c>kaiming-normal</c>, <c>kaiming-uniform</c>, <c>xavier-normal</c> or <c>xavier-uniform</c>.</summary>
    /// <exception cref="ArgumentException">There is no such initialiser.</exception>
    public string Initializer { get; init => field = Choices.Initializations.Checked(value); } = "truncated-normal";

    /// <summary>β: positive and finite; 0.001 by default.</summary>
    public double OuterLearningRate { get; init => field = Require.Positive(value); } = 0.001;

    /// <summary>The outer loop's optimiser, of the same names as the inner one's; <c>adam</c> by default.</summary>
    /// <exception cref="ArgumentException">There is no such optimiser.</exception>
    public string OuterOptimizer { get; init => field = Choices.Optimizers.Checked(value); } = "adam";

    /// <summary>How β changes: <c>constant</c>, <c>step</c>, <c>cosine</c> or <c>linear</c>; by default the algorithm's own: <c>cosine</c> for <c>maml++</c>, else <c>constant</c>.</summary>
    /// <exception cref="ArgumentException">There is no such schedule.</exception>
    public string Schedule { get => schedule ?? Choices.Algorithms[Algorithm].Schedule; init => schedule = Choices.LearningRates.Checked(value); }

    /// <summary>Iterations between two drops of the <c>step</c> schedule: at least 1; 10,000 by default.</summary>
    public long ScheduleEvery { get; init => field = Require.Positive(value); } = 10_000;

    /// <summary>What each drop of the <c>step</c> schedule multiplies β by: positive and finite; 0.1 by default.</summary>
    public double ScheduleFactor { get; init => field = Require.Positive(value); } = 0.1;

    /// <summary>β at the end of the <c>cosine</c> and <c>linear</c> schedules: at least 0; 0 by default.</summary>
    public double ScheduleEnd { get; init => field = Require.NotNegative(value); }

    /// <summary>Iterations over which β rises to its value: at least 0; 0 by default.</summary>
    public long WarmUp { get; init => field = Require.NotNegative(value); }

    /// <summary>Largest norm of the meta-gradient: positive and finite; null, the default, for no limit.</summary>
    public double? ClipNorm { get; init => field = value is { } given ? Require.Positive(given) : null; }

    /// <summary>Largest magnitude of an element of the meta-gradient: positive and finite; null, the default, for the problem's own, which of colour pictures is MAML's 10 brought to a mean loss, and none elsewhere.</summary>
    public double? ClipValue { get => clipValue ?? (IsImages ? ImageDefaults.ClipValue(this) : null); init => clipValue = value is { } given ? Require.Positive(given) : null; }

    /// <summary>Strength of weight decay in the outer loop, added to the gradient: at least 0; 0 by default.</summary>
    public double WeightDecay { get; init => field = Require.NotNegative(value); }

    /// <summary>Outer steps: at least 0; 70,000 by default.</summary>
    public long Iterations { get; init => field = Require.NotNegative(value); } = 70_000;

    /// <summary>Episodes averaged in one outer step: at least 1; 25 by default, of pictures 32, or 16 from 20 ways on.</summary>
    public int MetaBatch { get => metaBatch ?? (IsImages ? ImageDefaults.MetaBatch(this) : 25); init => metaBatch = Require.Positive(value); }

    /// <summary>Iterations between two validations, log lines and checkpoints: at least 1; 1000 by default.</summary>
    public long ValidateEvery { get; init => field = Require.Positive(value); } = 1000;

    /// <summary>Episodes of each validation: at least 0; 100 by default.</summary>
    public int ValidationEpisodes { get; init => field = Require.NotNegative(value); } = 100;

    /// <summary>Validations without a new best after which training stops: at least 1; null, the default, for never.</summary>
    public int? Patience { get; init => field = value is { } given ? Require.Positive(given) : null; }

    /// <summary>Seed of the initial parameters and of the training episodes; 0 by default.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads: at least 1; all cores by default. Changes no bit of the result.</summary>
    public int Threads { get; init => field = Require.Positive(value); } = Environment.ProcessorCount;

    /// <summary>Parts of a meta-batch: at least 1; 4 by default. Part of the result's bits.</summary>
    public int Shards { get; init => field = Require.Positive(value); } = Executor<float>.DefaultShards;

    /// <summary>Whether inner steps are computed again in the backward pass instead of kept.</summary>
    public bool Recompute { get; init; }

    /// <summary>Most bytes that meta-training may hold: positive; null, the default, for no limit. The way to train was chosen by it when the run was started.</summary>
    public long? Memory { get; init => field = value is { } given ? Require.Positive(given) : null; }

    /// <summary>Whether the problem is read and not made by a formula: the user's own file, or pictures.</summary>
    public bool IsOwnData => Choices.Problems[Problem] is null;

    /// <summary>
    /// A problem's defaults. Those of <c>csv</c> and <c>series</c> were chosen on series of the M4 competition's hourly data outside its meta-test
    /// split; docs/guide/your-own-data.md has the numbers.
    /// </summary>
    /// <param name="problem">As for <see cref="Problem"/>.</param>
    /// <exception cref="ArgumentException">There is no such problem.</exception>
    public static ExperimentSpec For(string problem)
    {
        var spec = new ExperimentSpec { Problem = problem };
        if (spec.IsImages) return ImageDefaults.Apply(spec);
        return spec.IsOwnData
            ? spec with
            {
                Queries = 25,
                Hidden = [80, 80],
                InnerSteps = 5,
                Initializer = "fan-in",
                OuterLearningRate = 0.003,
                Schedule = "cosine",
                Iterations = 10_000,
                ValidateEvery = 500,
                ValidationEpisodes = 200,
            }
            : spec;
    }

    /// <summary>
    /// The same settings for targets that turn out to be classes, which only the file may tell: α, if it was not given, is 0.8 / inputs, at most 0.2.
    /// Cross-entropy is flatter than a squared error: its second derivative by a logit is at most ¼, and 2 that of the square.
    /// </summary>
    internal ExperimentSpec ForClasses()
        => innerLearningRate is null && Choices.Algorithms[Algorithm].InnerLearningRate is null ? this with { InnerLearningRate = Math.Min(0.2, 0.8 / Math.Max(1, Features.Length)) } : this;

    private double DefaultInnerLearningRate
    {
        get
        {
            var (inputs, outputs) = Problem == "series" ? (Lags, Horizon) : (Features.Length, Targets.Length);
            if (Choices.Algorithms[Algorithm].InnerLearningRate is { } own) return own;
            if (IsImages) return ImageDefaults.InnerLearningRate(this);
            return IsOwnData ? 0.05 * Math.Min(1, (double)Math.Max(outputs, 1) / Math.Max(inputs, 1)) : 0.01;
        }
    }
}
