using MetaLearn.Algorithms;
using MetaLearn.Experiments;
using MetaLearn.Reinforcement.Environments;
using MetaLearn.Reinforcement.Learning;
using MetaLearn.Reinforcement.Physics;

namespace MetaLearn.Reinforcement.Experiments;

/// <summary>What an algorithm does otherwise than MAML.</summary>
/// <param name="Title">As results call it.</param>
/// <param name="Description">In a line.</param>
internal sealed record PolicyAlgorithm(string Title, string Description)
{
    public bool IsFirstOrder { get; init; }

    public LearnedRates LearnedRates { get; init; }

    /// <summary>Whether the last layer and log σ alone adapt.</summary>
    public bool AdaptsHead { get; init; }

    /// <summary>Whether the policy has a context vector that alone adapts.</summary>
    public bool HasContext { get; init; }

    /// <summary>Whether it is there to be compared with.</summary>
    public bool IsBaseline { get; init; }

    /// <summary>Whether it is told the goal.</summary>
    public bool SeesGoal { get; init; }

    /// <summary>Whether it is trained at all.</summary>
    public bool IsTrained { get; init; } = true;
}

/// <summary>Everything that an option of a policy names.</summary>
internal static class PolicyChoices
{
    public static Choice<Func<PolicySpec, EnvironmentFamily>> Problems { get; } = new("problem",
        ("navigation", _ => new Navigation()),
        ("navigation-paper", _ => new Navigation(NavigationVariant.Paper)),
        ("cheetah-velocity", spec => HalfCheetah.Velocity(PresetOf(spec))),
        ("cheetah-direction", spec => HalfCheetah.Direction(PresetOf(spec))),
        ("ant-velocity", spec => Ant.Velocity(PresetOf(spec))),
        ("ant-direction", spec => Ant.Direction(PresetOf(spec))),
        ("ant-goal", spec => Ant.Goal(PresetOf(spec))),
        ("bandit", spec => new Bandit(spec.Arms)),
        ("mdp", _ => new TabularMdp()),
        ("pendulum", _ => new Pendulum()));

    public static Choice<PolicyAlgorithm> Algorithms { get; } = new("algorithm",
        ("maml", new("MAML", "a policy-gradient step, differentiated exactly")),
        ("fomaml", new("first-order MAML", "a policy-gradient step whose gradient is held constant") { IsFirstOrder = true }),
        ("meta-sgd", new("Meta-SGD", "a policy-gradient step with a learned rate for each element") { LearnedRates = LearnedRates.PerElement }),
        ("anil", new("ANIL", "a policy-gradient step of the last layer and log σ") { AdaptsHead = true }),
        ("promp", new("ProMP", "a likelihood-ratio step; the outer loop is clipped")),
        ("dice", new("MAML, DiCE", "a step on DiCE's objective")),
        ("e-maml", new("E-MAML", "a policy-gradient step whose sampling earns what it led to")),
        ("pretrained", new("pretrained", "trained on all goals without an inner step, then fine-tuned by policy gradient") { IsBaseline = true }),
        ("random", new("random", "random initialisation, fine-tuned by policy gradient") { IsTrained = false, IsBaseline = true }),
        ("oracle", new("oracle", "is told the goal; does not adapt") { SeesGoal = true, IsBaseline = true }),
        ("context", new("context vector", "a policy-gradient step of numbers that are appended to the observation") { HasContext = true }));

    public static Choice<PhysicsPreset> Presets { get; } = new("preset", ("rllab", PhysicsPreset.Rllab), ("gymnasium", PhysicsPreset.Gymnasium));

    public static Choice<PolicyObjective> Objectives { get; } = new("objective",
        ("policy-gradient", PolicyObjective.PolicyGradient), ("likelihood-ratio", PolicyObjective.LikelihoodRatio), ("dice", PolicyObjective.Dice));

    public static Choice<Func<PolicySpec, OuterUpdate>> Updates { get; } = new("update",
        ("trpo", spec => new TrustRegion { Bound = spec.KlBound, Exploration = spec.Exploration }),
        ("ppo", spec => new ClippedUpdate { LearningRate = spec.OuterLearningRate, Exploration = spec.Exploration }),
        ("gradient", spec => new GradientUpdate { LearningRate = spec.OuterLearningRate, Exploration = spec.Exploration }));

    private static PhysicsPreset PresetOf(PolicySpec spec) => Presets[spec.Preset];
}
