using System.Collections.Immutable;

namespace MetaLearn.Reinforcement.Experiments;

/// <summary>
/// Everything that decides the training of a policy, as names and numbers: what a command line says and what <c>run.json</c> keeps. <see cref="For"/> gives a problem's
/// defaults, which are the published ones where there are any.
/// </summary>
public sealed record PolicySpec
{
    /// <summary>One of <see cref="Problems"/>.</summary>
    /// <exception cref="ArgumentException">There is no such problem.</exception>
    public required string Problem { get; init => field = PolicyChoices.Problems.Checked(value); }

    /// <summary><c>maml</c>, <c>fomaml</c>, <c>meta-sgd</c>, <c>anil</c>, <c>promp</c>, <c>dice</c>, <c>e-maml</c>, or a baseline: <c>pretrained</c>, <c>random</c>, <c>oracle</c>, <c>context</c>.</summary>
    /// <exception cref="ArgumentException">There is no such algorithm.</exception>
    public string Algorithm { get; init => field = PolicyChoices.Algorithms.Checked(value); } = "maml";

    /// <summary>How bodies are simulated: <c>rllab</c>, the paper's, or <c>gymnasium</c>. Of cheetah and ant.</summary>
    /// <exception cref="ArgumentException">There is no such preset.</exception>
    public string Preset { get; init => field = PolicyChoices.Presets.Checked(value); } = "rllab";

    /// <summary>Arms of a bandit: at least 2; 5 by default.</summary>
    public int Arms { get; init => field = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(Arms), value, "Must be at least 2."); } = 5;

    /// <summary>α: positive and finite.</summary>
    public double InnerLearningRate { get; init => field = Require.Positive(value); } = 0.1;

    /// <summary>Inner steps while meta-training: at least 0; 1 by default.</summary>
    public int InnerSteps { get; init => field = Require.NotNegative(value); } = 1;

    /// <summary>What the inner loop follows: <c>policy-gradient</c>, <c>likelihood-ratio</c> or <c>dice</c>.</summary>
    /// <exception cref="ArgumentException">There is no such objective.</exception>
    public string InnerObjective { get; init => field = PolicyChoices.Objectives.Checked(value); } = "policy-gradient";

    /// <summary>Parameters that adapt, by name, layer or pattern; empty, the default, for the algorithm's own.</summary>
    public ImmutableArray<string> AdaptOnly { get; init; } = [];

    /// <summary><c>none</c>, <c>per-tensor</c>, <c>per-step</c> or <c>per-element</c>; null, the default, for the algorithm's own.</summary>
    /// <exception cref="ArgumentException">There is no such choice.</exception>
    public string? LearnedRates { get; init => field = value is null ? null : MetaLearn.Experiments.Choices.LearnedRates.Checked(value); }

    /// <summary>How the outer loop updates: <c>trpo</c>, <c>ppo</c> or <c>gradient</c>.</summary>
    /// <exception cref="ArgumentException">There is no such update.</exception>
    public string Update { get; init => field = PolicyChoices.Updates.Checked(value); } = "trpo";

    /// <summary>δ of <c>trpo</c>, in nats: positive; 0.01 by default.</summary>
    public double KlBound { get; init => field = Require.Positive(value); } = 0.01;

    /// <summary>β of <c>ppo</c> and <c>gradient</c>: positive; 0.001 by default.</summary>
    public double OuterLearningRate { get; init => field = Require.Positive(value); } = 0.001;

    /// <summary>Weight of E-MAML's exploration term: at least 0; 0 by default, 1 for <c>e-maml</c>.</summary>
    public double Exploration { get; init => field = Require.NotNegative(value); }

    /// <summary>γ: in [0, 1]; 0.99 by default.</summary>
    public double Discount { get; init => field = Require.InUnit(value); } = 0.99;

    /// <summary>λ of generalised advantage estimation: in [0, 1]; 1 by default.</summary>
    public double GaeLambda { get; init => field = Require.InUnit(value); } = 1;

    /// <summary>Outer updates: at least 0.</summary>
    public long Iterations { get; init => field = Require.NotNegative(value); } = 500;

    /// <summary>Starts that are tried, from <see cref="Seed"/> and the seeds after it, before the best on the validation goals goes on: at least 1; 1 by default, which tries none.</summary>
    public int Starts { get; init => field = Require.Positive(value); } = 1;

    /// <summary>Iterations of each start that is tried: a multiple of <see cref="ValidateEvery"/>, at most <see cref="Iterations"/>; by default the least such multiple from 20 on.</summary>
    public long StartIterations { get => startIterations ?? (19 + ValidateEvery) / ValidateEvery * ValidateEvery; init => startIterations = Require.Positive(value); }

    /// <summary>Goals of an iteration: at least 1.</summary>
    public int MetaBatch { get; init => field = Require.Positive(value); } = 40;

    /// <summary>Trajectories of each goal and phase: at least 1.</summary>
    public int Trajectories { get; init => field = Require.Positive(value); } = 20;

    /// <summary>Whether each trajectory of the training has a goal of its own, instead of all of an episode the same; false by default, but for most baselines.</summary>
    public bool MixedGoals { get; init; }

    /// <summary>Features of each hidden layer, each at least 1; none makes a linear policy.</summary>
    public ImmutableArray<int> Hidden
    {
        get;
        init => field = value.All(size => size > 0) ? value : throw new ArgumentOutOfRangeException(nameof(Hidden), string.Join(',', value), "Each must be at least 1.");
    } = [100, 100];

    /// <summary><c>relu</c> or <c>tanh</c>, or another activation of networks.</summary>
    /// <exception cref="ArgumentException">There is no such activation.</exception>
    public string Activation { get; init => field = MetaLearn.Experiments.Choices.Activations.Checked(value); } = "relu";

    /// <summary>
    /// Iterations between two validations and checkpoints: at least 1; 10 by default. Only what was validated can be the best; a training of fewer iterations keeps its last parameters.
    /// </summary>
    public long ValidateEvery { get; init => field = Require.Positive(value); } = 10;

    /// <summary>Inner steps up to which results are shown: at least 0; 3 by default.</summary>
    public int EvaluationSteps { get; init => field = Require.NotNegative(value); } = 3;

    /// <summary>Trajectories of each goal and step of the results: at least 1; 20 by default.</summary>
    public int EvaluationTrajectories { get; init => field = Require.Positive(value); } = 20;

    /// <summary>α of the first step of the results: positive; as in training by default.</summary>
    public double EvaluationRate { get => evaluationRate ?? InnerLearningRate; init => evaluationRate = Require.Positive(value); }

    /// <summary>Multiplies α in the later steps of the results: positive; ½ by default, as published.</summary>
    public double LaterRateFactor { get; init => field = Require.Positive(value); } = 0.5;

    /// <summary>All randomness follows from it.</summary>
    public ulong Seed { get; init; }

    /// <summary>At least 1; all cores by default. Changes no bit of the result.</summary>
    public int Threads { get; init => field = Require.Positive(value); } = Environment.ProcessorCount;

    /// <summary>Names of all problems.</summary>
    public static IReadOnlyList<string> Problems => [.. PolicyChoices.Problems.Entries.Select(entry => entry.Name)];

    private readonly double? evaluationRate;
    private readonly long? startIterations;

    /// <summary>The defaults of a problem and an algorithm.</summary>
    /// <param name="problem">One of <see cref="Problems"/>.</param>
    /// <param name="algorithm">As <see cref="Algorithm"/>.</param>
    /// <exception cref="ArgumentException">There is no such problem or algorithm.</exception>
    public static PolicySpec For(string problem, string algorithm = "maml")
        => PolicyDefaults.Of(new() { Problem = problem, Algorithm = algorithm });
}
