using System.Collections.Immutable;
using MetaLearn.Experiments;
using MetaLearn.Reinforcement.Environments;
using MetaLearn.Reinforcement.Learning;
using MetaLearn.Reinforcement.Physics;
using MetaLearn.Reinforcement.Policies;
using MetaLearn.Reinforcement.Rollouts;

namespace MetaLearn.Reinforcement.Experiments;

/// <summary>A spec made real: environments, the learner, and how both are trained and measured.</summary>
public sealed class PolicyExperiment
{
    // As many as CAVIA's default.
    private const int ContextSize = 5;

    private readonly PolicyAlgorithm algorithm;

    private PolicyExperiment(PolicySpec spec)
    {
        (Spec, algorithm) = (spec, PolicyChoices.Algorithms[spec.Algorithm]);
        var family = PolicyChoices.Problems[spec.Problem](spec);
        var usual = PolicySpec.For(spec.Problem);
        if (spec.Preset != usual.Preset && family is not (HalfCheetah or Ant)) throw new ArgumentException($"preset '{spec.Preset}' is for cheetah and ant, not {spec.Problem}.");
        if (spec.Arms != usual.Arms && family is not Bandit) throw new ArgumentException($"arms '{spec.Arms}' is for bandit, not {spec.Problem}.");
        if (spec.Starts > 1 && spec.StartIterations % spec.ValidateEvery != 0)
            throw new ArgumentException($"start-iterations '{spec.StartIterations}' must be a multiple of validate-every, {spec.ValidateEvery}: starts are compared by validations.");
        if (spec.Starts > 1 && spec.StartIterations > spec.Iterations) throw new ArgumentException($"start-iterations '{spec.StartIterations}' must be at most iterations, {spec.Iterations}.");
        Family = algorithm.SeesGoal ? new WithGoalObserved(family) : family;
        TrainingFamily = spec.MixedGoals ? new MixedGoals(Family) : Family;
        Maml = new(PolicyFor(Family))
        {
            InnerLearningRate = spec.InnerLearningRate,
            Steps = spec.InnerSteps,
            Objective = PolicyChoices.Objectives[spec.InnerObjective],
            IsFirstOrder = algorithm.IsFirstOrder,
            LearnedRates = spec.LearnedRates is { } learned ? Choices.LearnedRates[learned] : algorithm.LearnedRates,
            AdaptOnly = AdaptOnly(),
        };
        var credit = new Credit { Discount = spec.Discount, Lambda = spec.GaeLambda };
        Options = new()
        {
            Iterations = algorithm.IsTrained ? spec.Iterations : 0,
            MetaBatch = spec.MetaBatch,
            Trajectories = spec.Trajectories,
            Credit = credit,
            Update = PolicyChoices.Updates[spec.Update](spec),
            Seed = spec.Seed,
            Threads = spec.Threads,
        };
        Evaluation = new()
        {
            Steps = spec.EvaluationSteps,
            Trajectories = spec.EvaluationTrajectories,
            FirstRateFactor = spec.EvaluationRate / spec.InnerLearningRate,
            LaterRateFactor = spec.LaterRateFactor * spec.EvaluationRate / spec.InnerLearningRate,
            Credit = credit,
            Threads = spec.Threads,
        };
        TrajectoryBatch.CheckCount(Maml.Policy, spec.MetaBatch, spec.Trajectories, Family.Horizon);
        TrajectoryBatch.CheckCount(Maml.Policy, Family.TestGoals().Length, spec.EvaluationTrajectories, Family.Horizon);
    }

    /// <summary>What it was made of.</summary>
    public PolicySpec Spec { get; }

    /// <summary>The environments that results are measured in.</summary>
    public EnvironmentFamily Family { get; }

    /// <summary>The environments of training: with a goal of its own in each trajectory where the spec says so, else the same.</summary>
    public EnvironmentFamily TrainingFamily { get; }

    /// <summary>What learns.</summary>
    public PolicyMaml Maml { get; }

    /// <summary>Of the outer loop.</summary>
    public PolicyTrainingOptions Options { get; }

    /// <summary>How results are measured on the test goals.</summary>
    public PolicyEvaluation Evaluation { get; }

    /// <summary>How the best parameters are found on the validation goals: as the results are measured, with half the trajectories.</summary>
    public PolicyEvaluation Validation => Evaluation with { Trajectories = Math.Max(1, Spec.EvaluationTrajectories / 2), Seed = 1 };

    /// <summary>As results call it.</summary>
    public string Title => algorithm.Title;

    /// <summary>What it does, in a line.</summary>
    public string Description => algorithm.Description;

    /// <summary>Whether it is itself a baseline that others are shown beside.</summary>
    public bool IsBaseline => algorithm.IsBaseline;

    /// <summary>Makes the experiment.</summary>
    /// <param name="spec">What to make.</param>
    /// <exception cref="ArgumentException">Settings do not go together, in one sentence.</exception>
    public static PolicyExperiment Build(PolicySpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new(spec);
    }

    private Policy PolicyFor(EnvironmentFamily family)
    {
        var activation = Choices.Activations[Spec.Activation];
        return algorithm.HasContext ? Policy.WithContext(family, ContextSize, Spec.Hidden, activation) : Policy.For(family, Spec.Hidden, activation);
    }

    private ImmutableArray<string> AdaptOnly()
    {
        if (!Spec.AdaptOnly.IsEmpty) return Spec.AdaptOnly;
        if (algorithm.HasContext) return ["*context"];
        if (!algorithm.AdaptsHead) return [];
        // The last layer of the network, which is two indices after each hidden one, and log σ where there is one.
        var head = $"{2 * Spec.Hidden.Length}";
        return Family.Actions is DiscreteActions ? [head] : [head, "log_sigma"];
    }
}
