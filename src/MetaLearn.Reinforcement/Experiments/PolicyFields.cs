using System.Collections.Immutable;
using System.Globalization;
using MetaLearn.Experiments;
using static MetaLearn.Experiments.FieldText<MetaLearn.Reinforcement.Experiments.PolicySpec>;

namespace MetaLearn.Reinforcement.Experiments;

/// <summary>The settings of a <see cref="PolicySpec"/> by name.</summary>
public static class PolicyFields
{
    /// <summary>Every setting, in the order of help.</summary>
    public static ImmutableArray<SpecField<PolicySpec>> All { get; } =
    [
        new("problem", $"What is learned: {PolicyChoices.Problems.Names}.", s => s.Problem, (s, t) => s with { Problem = t }),
        new("algorithm", $"one of {PolicyChoices.Algorithms.Names}.", s => s.Algorithm, (s, t) => s with { Algorithm = t }),
        new("preset", $"how cheetah and ant are simulated: {PolicyChoices.Presets.Names}. [rllab]", s => s.Preset, (s, t) => s with { Preset = t }),
        Integer("arms", "arms of a bandit. [5]", s => s.Arms, (s, n) => s with { Arms = n }),
        Real("inner-learning-rate", "α.", s => s.InnerLearningRate, (s, v) => s with { InnerLearningRate = v }),
        Integer("inner-steps", "inner steps while meta-training, each with trajectories of its own.", s => s.InnerSteps, (s, n) => s with { InnerSteps = n }),
        new("inner-objective", $"what the inner loop follows: {PolicyChoices.Objectives.Names}. [policy-gradient]", s => s.InnerObjective, (s, t) => s with { InnerObjective = t }),
        Names("adapt-only", "parameters that adapt, separated by commas.", s => s.AdaptOnly, (s, n) => s with { AdaptOnly = n }),
        new("learned-rates", $"inner learning rates that are learned, from α on: {Choices.LearnedRates.Names}.", s => s.LearnedRates, (s, t) => s with { LearnedRates = t }),
        new("update", $"how the outer loop updates: {PolicyChoices.Updates.Names}. [trpo]", s => s.Update, (s, t) => s with { Update = t }),
        Real("kl-bound", "trpo: bound on the mean KL, in nats. [0.01]", s => s.KlBound, (s, v) => s with { KlBound = v }),
        Real("outer-learning-rate", "β of ppo and gradient. [0.001]", s => s.OuterLearningRate, (s, v) => s with { OuterLearningRate = v }),
        Real("exploration", "weight of E-MAML's term. [0; e-maml: 1]", s => s.Exploration, (s, v) => s with { Exploration = v }),
        Real("discount", "γ. [0.99]", s => s.Discount, (s, v) => s with { Discount = v }),
        Real("gae-lambda", "λ of generalised advantage estimation. [1]", s => s.GaeLambda, (s, v) => s with { GaeLambda = v }),
        Long("iterations", "outer updates.", s => s.Iterations, (s, n) => s with { Iterations = n }),
        Integer("starts", "starts that are tried, from the seed and those after it; the best on the validation goals goes on. [1]", s => s.Starts, (s, n) => s with { Starts = n }),
        Long("start-iterations", "iterations of each start that is tried, a multiple of those between validations. [the first from 20 on]", s => s.StartIterations, (s, n) => s with { StartIterations = n }),
        Integer("meta-batch", "goals of an iteration.", s => s.MetaBatch, (s, n) => s with { MetaBatch = n }),
        Integer("trajectories", "trajectories of each goal and phase. [20]", s => s.Trajectories, (s, n) => s with { Trajectories = n }),
        Switch("mixed-goals", "a goal of its own in each trajectory of the training, as most baselines have it.", s => s.MixedGoals, (s, on) => s with { MixedGoals = on }),
        new("hidden", "features of each hidden layer. [100,100]",
            s => s.Hidden.IsEmpty ? "none" : string.Join(',', s.Hidden), (s, t) => s with { Hidden = t == "none" ? [] : [.. t.Split(',').Select(ToInteger)] }),
        new("activation", "between them. [relu]", s => s.Activation, (s, t) => s with { Activation = t }),
        Long("validate-every", "iterations between two validations and checkpoints; an end between two is not validated. [10; ant-velocity, ant-direction: 25; pretrained, oracle outside navigation: 100]", s => s.ValidateEvery, (s, n) => s with { ValidateEvery = n }),
        Integer("evaluation-steps", "inner steps up to which results are shown.", s => s.EvaluationSteps, (s, n) => s with { EvaluationSteps = n }),
        Integer("evaluation-trajectories", "trajectories of each goal and step of the results. [20; navigation: 40]", s => s.EvaluationTrajectories, (s, n) => s with { EvaluationTrajectories = n }),
        Real("evaluation-rate", "α of the first step of the results.", s => s.EvaluationRate, (s, v) => s with { EvaluationRate = v }),
        Real("later-rate-factor", "multiplies α in the later steps of the results. [0.5]", s => s.LaterRateFactor, (s, v) => s with { LaterRateFactor = v }),
        new("seed", "all randomness follows from it.", s => s.Seed.ToString(CultureInfo.InvariantCulture),
            (s, t) => s with { Seed = ulong.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : throw Expected("a whole number of at least 0") }),
        new("threads", "changes no bit of the result.", s => Text(s.Threads), (s, t) => s with { Threads = ToInteger(t) }) { MayChange = true },
    ];

    /// <summary>A spec as named texts; settings without a value are left out.</summary>
    public static ImmutableSortedDictionary<string, string> ToOptions(PolicySpec spec) => SpecField.ToOptions(All, spec);

    /// <summary>The spec that <see cref="ToOptions"/> made these of.</summary>
    /// <param name="options">With a <c>problem</c>; what is left out has the problem's default.</param>
    /// <exception cref="ArgumentException">An option is unknown, or its value impossible.</exception>
    public static PolicySpec ToSpec(IReadOnlyDictionary<string, string> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return SpecField.ToSpec(All, problem => PolicySpec.For(problem, options.GetValueOrDefault("algorithm", "maml")), options);
    }
}
