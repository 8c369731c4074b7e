namespace MetaLearn.Reinforcement.Experiments;

/// <summary>
/// The published settings of each problem and algorithm (the code of the MAML paper): 2-D navigation trains 100 iterations with α = 0.5, the bodies with 0.1; baselines adapt at rates
/// of their own.
/// </summary>
internal static class PolicyDefaults
{
    public static PolicySpec Of(PolicySpec spec) => OfAlgorithm(OfProblem(spec));

    private static PolicySpec OfProblem(PolicySpec spec) => spec.Problem switch
    {
        // The checkpoint behind the figure took 20 goals an iteration; the published script takes 40.
        "navigation" or "navigation-paper" => spec with { InnerLearningRate = spec.Problem == "navigation" ? 0.5 : 0.1, MetaBatch = 20, Iterations = 100, EvaluationSteps = 4, EvaluationTrajectories = 40 },
        // As the published checkpoints: half-cheetah's direction with a wider trust region, its velocity with half the trajectories.
        "cheetah-direction" => spec with { Iterations = 100, KlBound = 0.02 },
        "cheetah-velocity" => spec with { Iterations = 475, Trajectories = 10 },
        // Ant's validations take as long as an iteration, and its published lengths are multiples of 25.
        "ant-velocity" => spec with { Iterations = 375, ValidateEvery = 25 },
        "ant-direction" => spec with { Iterations = 575, ValidateEvery = 25, Trajectories = 40, EvaluationTrajectories = 40, LaterRateFactor = 0.01 },
        "bandit" => spec with { InnerLearningRate = 0.5, Iterations = 100, Trajectories = 100, Hidden = [32, 32], EvaluationTrajectories = 100 },
        "mdp" => spec with { InnerLearningRate = 0.5, Iterations = 100, Hidden = [32, 32] },
        "pendulum" => spec with { InnerLearningRate = 0.03, Iterations = 100, Trajectories = 10 },
        _ => spec,
    };

    private static PolicySpec OfAlgorithm(PolicySpec spec) => spec.Algorithm switch
    {
        "promp" => spec with { InnerObjective = "likelihood-ratio", Update = "ppo" },
        "dice" => spec with { InnerObjective = "dice" },
        "e-maml" => spec with { Exploration = 1 },
        "pretrained" => OfBaseline(spec) with { InnerLearningRate = BaselineRate(spec, pretrained: true) },
        "random" => spec with { InnerSteps = 0, Iterations = 0, EvaluationRate = BaselineRate(spec, pretrained: false) },
        "oracle" => OfBaseline(spec) with { EvaluationSteps = 0 },
        _ => spec,
    };

    // Two-dimensional navigation's pretrained checkpoint is MAML's own training without its inner step; the other baselines draw a goal for each of a hundred trajectories, or ten, in groups
    // that each fit a baseline of their own. Validation takes more steps than their training, so there is less of it.
    private static PolicySpec OfBaseline(PolicySpec spec) => spec.Problem switch
    {
        "navigation" or "navigation-paper" when spec.Algorithm == "pretrained" => spec with { InnerSteps = 0 },
        "navigation" or "navigation-paper" => spec with { InnerSteps = 0, MixedGoals = true, MetaBatch = 2, Trajectories = 5 },
        _ => spec with
        {
            InnerSteps = 0,
            MixedGoals = true,
            MetaBatch = 4,
            Trajectories = 25,
            Iterations = spec.Problem.StartsWith("ant-", StringComparison.Ordinal) ? 2000 : 1000,
            KlBound = 0.01,
            ValidateEvery = 100,
        },
    };

    private static double BaselineRate(PolicySpec spec, bool pretrained) => spec.Problem switch
    {
        "cheetah-velocity" => pretrained ? 0.02 : 0.1,
        "cheetah-direction" => pretrained ? 0.2 : 0.5,
        "ant-velocity" or "ant-direction" or "ant-goal" => pretrained ? 0.2 : 1,
        _ => spec.InnerLearningRate,
    };
}
