using System.Collections.Immutable;
using System.Globalization;

namespace MetaLearn.Experiments;

/// <summary>The table of all settings.</summary>
internal static class SpecFields
{
    public static ImmutableArray<SpecField> Make() =>
    [
        new("problem", $"What is learned: {Choices.Problems.Names}.", s => s.Problem, (s, t) => s with { Problem = t }),
        new("file", "Your data: a file for csv and series, a folder for images.", s => s.File, (s, t) => s with { File = t }),
        new("algorithm", $"One of {Choices.Algorithms.Names}.", s => s.Algorithm, (s, t) => s with { Algorithm = t }),
        Integer("shots", "Support examples K an episode; of pictures, a class.", s => s.Shots, (s, n) => s with { Shots = n }),
        Integer("queries", "Query examples an episode; of pictures, a class.", s => s.Queries, (s, n) => s with { Queries = n }),
        new("support-half", $"Sinusoid: part of the range that support points come from: {Choices.Halves.Names}.", s => s.SupportHalf, (s, t) => s with { SupportHalf = t }),
        new("support-labels", $"Of made problems: {Choices.SupportLabels.Names}; hinted hides the support labels behind a noisy sensor.", s => s.SupportLabels, (s, t) => s with { SupportLabels = t }),
        new("sampling", $"Which episodes training draws: {Choices.Samplings.Names}: as they come; those whose support labels spread little first; those whose spread is wide more often.",
            s => s.Sampling, (s, t) => s with { Sampling = t }),
        new("episode", "Column that says which episode a row belongs to.", s => s.Episode, (s, t) => s with { Episode = t }),
        Names("features", "csv: feature columns, separated by commas.", s => s.Features, (s, n) => s with { Features = n }),
        Names("target", "csv: target column, or several separated by commas.", s => s.Targets, (s, n) => s with { Targets = n }),
        Names("categories", "csv: features whose cells are names of categories though they look like numbers, separated by commas.", s => s.Categories, (s, n) => s with { Categories = n }),
        new("classes", "csv: the target, if its cells are names of classes though they look like numbers.", s => s.Classes, (s, t) => s with { Classes = t }),
        new("split-column", "csv, series in long form: column that says train, validation or test; a hash of the names decides by default.", s => s.SplitColumn, (s, t) => s with { SplitColumn = t }),
        new("query-file", "csv: file of the query rows; the first file then has the support rows.", s => s.QueryFile, (s, t) => s with { QueryFile = t }),
        new("table-memory", "csv: memory for the table, such as 200MB; a larger one is read in parts. A quarter of the memory by default. Changes no bit of the result.",
            s => Text(s.TableMemory), (s, t) => s with { TableMemory = ByteSize.Parse(t) }) { MayChange = true },
        new("value", "series in long form: the column of values.", s => s.Value, (s, t) => s with { Value = t }),
        Integer("lags", "series: values that predict the next ones.", s => s.Lags, (s, n) => s with { Lags = n }),
        Integer("horizon", "series: values predicted at once.", s => s.Horizon, (s, n) => s with { Horizon = n }),
        .. ImageFields.Make(),
        Real("inner-learning-rate", "α, the inner loop's step size.", s => s.InnerLearningRate, (s, v) => s with { InnerLearningRate = v }),
        Integer("inner-steps", "Inner steps while meta-training.", s => s.InnerSteps, (s, n) => s with { InnerSteps = n }),
        new("inner-optimizer", $"One of {Choices.Optimizers.Names}.", s => s.InnerOptimizer, (s, t) => s with { InnerOptimizer = t }),
        Real("inner-clip-norm", "Largest norm of the inner gradient.", s => s.InnerClipNorm, (s, v) => s with { InnerClipNorm = v }),
        Names("adapt-only", "Parameters that adapt in the inner loop, separated by commas: names (4.weight), layers (4) or patterns (*.bias).",
            s => s.AdaptOnly, (s, n) => s with { AdaptOnly = n }),
        new("learned-rates", $"Inner learning rates that are learned, from α on: {Choices.LearnedRates.Names}.", s => s.LearnedRates, (s, t) => s with { LearnedRates = t }),
        Long("multi-step-loss-until", "Iterations with a loss after every inner step. [a tenth of all for maml++]", s => s.MultiStepLossUntil, (s, n) => s with { MultiStepLossUntil = n }),
        Long("first-order-until", "Iterations with first-order gradients before exact ones.", s => s.FirstOrderUntil, (s, n) => s with { FirstOrderUntil = n }),
        Real("ridge", "joint: strength of the penalty on each episode's head. [0.01]", s => s.Ridge, (s, v) => s with { Ridge = v }),
        Integer("contexts", "cavia: numbers in the context. [5]", s => s.Contexts, (s, n) => s with { Contexts = n }),
        Integer("inner-batch", "reptile: examples in an inner step's mini-batch; all by default.", s => s.InnerBatch, (s, n) => s with { InnerBatch = n }),
        Real("lambda", "imaml: λ, how strongly the inner problem holds φ near θ. [2]", s => s.Lambda, (s, v) => s with { Lambda = v }),
        new("inner-solver", $"imaml: what solves the inner problem: {Choices.InnerSolvers.Names}. [gradient]", s => s.InnerSolver, (s, t) => s with { InnerSolver = t }),
        new("linear-solver", $"imaml: what inverts the matrix: {Choices.LinearSolvers.Names}. [cg]", s => s.LinearSolver, (s, t) => s with { LinearSolver = t }),
        Integer("linear-steps", "imaml: its steps or terms. [5]", s => s.LinearSteps, (s, n) => s with { LinearSteps = n }),
        Real("damping", "imaml: added to the diagonal of the matrix. [0; 1 with the authors' variant]", s => s.Damping, (s, v) => s with { Damping = v }),
        new("implicit-variant", $"imaml: the paper's formula or the authors' code: {Choices.ImplicitVariants.Names}. [paper]", s => s.ImplicitVariant, (s, t) => s with { ImplicitVariant = t }),
        Integer("evaluation-steps", "Inner steps up to which results are shown.", s => s.EvaluationSteps, (s, n) => s with { EvaluationSteps = n }),
        new("hidden", "Features of each hidden layer, such as 40,40; none for a linear model.",
            s => s.Hidden.IsEmpty ? "none" : string.Join(',', s.Hidden), (s, t) => s with { Hidden = t == "none" ? [] : [.. t.Split(',').Select(ToInteger)] }),
        new("activation", $"One of {Choices.Activations.Names}.", s => s.Activation, (s, t) => s with { Activation = t }),
        new("initializer", $"One of {Choices.Initializations.Names}.", s => s.Initializer, (s, t) => s with { Initializer = t }),
        Real("outer-learning-rate", "β, the outer loop's step size.", s => s.OuterLearningRate, (s, v) => s with { OuterLearningRate = v }),
        new("outer-optimizer", "One of the same names as --inner-optimizer.", s => s.OuterOptimizer, (s, t) => s with { OuterOptimizer = t }),
        new("schedule", $"How β changes: {Choices.LearningRates.Names}.", s => s.Schedule, (s, t) => s with { Schedule = t }),
        Long("schedule-every", "Iterations between two drops of the step schedule.", s => s.ScheduleEvery, (s, n) => s with { ScheduleEvery = n }),
        Real("schedule-factor", "What each drop multiplies β by.", s => s.ScheduleFactor, (s, v) => s with { ScheduleFactor = v }),
        Real("schedule-end", "β at the end of the cosine and linear schedules.", s => s.ScheduleEnd, (s, v) => s with { ScheduleEnd = v }),
        Long("warm-up", "Iterations over which β rises to its value.", s => s.WarmUp, (s, n) => s with { WarmUp = n }),
        Real("clip-norm", "Largest norm of the meta-gradient.", s => s.ClipNorm, (s, v) => s with { ClipNorm = v }),
        Real("clip-value", "Largest magnitude of an element of the meta-gradient.", s => s.ClipValue, (s, v) => s with { ClipValue = v }),
        Real("weight-decay", "Strength of weight decay in the outer loop.", s => s.WeightDecay, (s, v) => s with { WeightDecay = v }),
        Long("iterations", "Outer steps.", s => s.Iterations, (s, n) => s with { Iterations = n }),
        Integer("meta-batch", "Episodes averaged in one outer step.", s => s.MetaBatch, (s, n) => s with { MetaBatch = n }),
        Long("validate-every", "Iterations between two validations and checkpoints.", s => s.ValidateEvery, (s, n) => s with { ValidateEvery = n }),
        Integer("validation-episodes", "Episodes of each validation; 0 for none.", s => s.ValidationEpisodes, (s, n) => s with { ValidationEpisodes = n }),
        Integer("patience", "Validations without a new best after which training stops.", s => s.Patience, (s, n) => s with { Patience = n }),
        new("seed", "Seed of the initial parameters and the training episodes.", s => s.Seed.ToString(CultureInfo.InvariantCulture),
            (s, t) => s with { Seed = ulong.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : throw Expected("a whole number of at least 0") }),
        new("threads", "Threads; all cores by default. Changes no bit of the result.", s => Text(s.Threads), (s, t) => s with { Threads = ToInteger(t) }) { MayChange = true },
        Integer("shards", "Parts of a meta-batch. Part of the result's bits.", s => s.Shards, (s, n) => s with { Shards = n }),
        Switch("recompute", "Compute inner steps again in the backward pass instead of keeping them: less memory, the same bits.",
            s => s.Recompute, (s, on) => s with { Recompute = on }),
        new("memory", "Most memory that meta-training may hold, such as 200MB: chooses full unrolling, recomputation or implicit gradients.",
            s => s.Memory is { } bytes ? ByteSize.ExactText(bytes) : null, (s, t) => s with { Memory = ByteSize.Parse(t) }),
    ];

    public static SpecField Integer(string name, string description, Func<ExperimentSpec, int?> get, Func<ExperimentSpec, int, ExperimentSpec> set)
        => new(name, description, spec => Text(get(spec)), (spec, text) => set(spec, ToInteger(text)));

    public static SpecField Switch(string name, string description, Func<ExperimentSpec, bool> get, Func<ExperimentSpec, bool, ExperimentSpec> set)
        => new(name, description, spec => get(spec) ? "yes" : "no", (spec, text) => set(spec, text is "yes" or "no" ? text == "yes" : throw Expected("yes or no"))) { IsSwitch = true };

    private static SpecField Long(string name, string description, Func<ExperimentSpec, long?> get, Func<ExperimentSpec, long, ExperimentSpec> set)
        => new(name, description, spec => Text(get(spec)), (spec, text) => set(
            spec, long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : throw Expected("a whole number")));

    private static SpecField Real(string name, string description, Func<ExperimentSpec, double?> get, Func<ExperimentSpec, double, ExperimentSpec> set)
        => new(name, description, spec => Text(get(spec)), (spec, text) => set(
            spec, double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : throw Expected("a number")));

    private static SpecField Names(
        string name, string description, Func<ExperimentSpec, ImmutableArray<string>> get, Func<ExperimentSpec, ImmutableArray<string>, ExperimentSpec> set)
        => new(name, description, spec => get(spec).IsEmpty ? null : string.Join(',', get(spec)),
            (spec, text) => set(spec, [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]));

    private static int ToInteger(string text)
        => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : throw Expected("a whole number");

    private static string? Text(IFormattable? value) => value?.ToString(value is double ? "R" : null, CultureInfo.InvariantCulture);

    private static ArgumentException Expected(string what) => new($"Expected {what}.");
}
