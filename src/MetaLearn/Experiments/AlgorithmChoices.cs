using MetaLearn.Algorithms;
using MetaLearn.Losses;
using MetaLearn.Models;

namespace MetaLearn.Experiments;

/// <summary>The table of all algorithms: a new one is a line here.</summary>
internal static class AlgorithmChoices
{
    public static Choice<AlgorithmChoice> Make() => new("algorithm",
    [
        .. MamlFamily.Entries,
        ("lstm", new("meta-learner LSTM",
            spec => $"meta-learner LSTM: {spec.InnerSteps} inner steps of a learned recurrent rule with gates for θ and for the gradient, gradients taken as constants",
            (spec, model) => new MetaLstm(model, Loss.MeanSquaredError) { Steps = spec.InnerSteps, RecomputesSteps = spec.Recompute })),
        ("learned-optimizer", new("learned optimiser",
            spec => $"learned optimiser: {spec.InnerSteps} inner steps of a learned recurrent rule, gradients taken as constants",
            (spec, model) => new LearnedOptimizer(model, Loss.MeanSquaredError) { Steps = spec.InnerSteps, RecomputesSteps = spec.Recompute })),
        ("pretrained", new("pretrained", _ => "one network trained on all episodes jointly, fine-tuned in evaluation", Pretrained) { IsBaseline = true }),
        ("random", new("random initialisation", _ => "the random initialisation, fine-tuned in evaluation", Pretrained) { IsBaseline = true }),
        ("oracle", new("oracle", _ => "oracle: one network that sees each problem's hidden numbers", Pretrained) { IsBaseline = true }),
    ]);

    // On a user's own data the baseline gets every example MAML gets; on functions the paper's protocol stands.
    private static Pretrained Pretrained(ExperimentSpec spec, Mlp model) => new(model, Loss.MeanSquaredError)
    {
        FineTuningRate = spec.InnerLearningRate,
        FineTuningOptimizer = Choices.InnerOptimizer(spec),
        SeesQuery = spec.IsOwnData,
    };
}
