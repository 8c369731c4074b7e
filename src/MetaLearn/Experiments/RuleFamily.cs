using MetaLearn.Algorithms;
using MetaLearn.Models;

namespace MetaLearn.Experiments;

/// <summary>Methods that learn the inner loop's update rule, its loss, or numbers of a fit from a fixed start.</summary>
internal static class RuleFamily
{
    public static (string Name, AlgorithmChoice Choice)[] Entries { get; } =
    [
        ("lstm", new("meta-learner LSTM", spec => $"meta-learner LSTM: {Steps(spec)} of a learned recurrent rule that gates θ and gradient{Constant(spec)}", Lstm) { Step = "a learned rule" }),
        ("learned-optimizer", new("learned optimiser", spec => $"learned optimiser: {Steps(spec)} of a learned recurrent rule{Constant(spec)}", Optimizer) { Step = "a learned rule" }),
        ("learned-loss", new("learned loss",
            spec => $"MAML with a learned inner loss: {Steps(spec)} of {spec.InnerOptimizer} at α = {spec.InnerLearningRate}, all differentiated{Again(spec)}", LearnedLoss)
            { InnerLearningRate = 0.1, PredictsLabels = false }),
        ("regularization", new("learned regularisation", spec => $"learned regularisation: a penalty on the weights whose strength is learned, {Fit(spec)}",
            (spec, model, _) => new LearnedRegularization(model) { IsClosedForm = IsLinear(spec), Steps = Math.Max(1, spec.InnerSteps), InnerLearningRate = spec.InnerLearningRate }) { PredictsLabels = false }),
        ("feature-weights", new("learned feature weights", spec => $"learned feature weights: each x times a weight that is learned, {Fit(spec)}",
            (spec, model, _) => new LearnedFeatureWeights(model, AlgorithmChoice.OnNumbers(spec, model).Sizes[0]) { IsClosedForm = IsLinear(spec), Steps = Math.Max(1, spec.InnerSteps), InnerLearningRate = spec.InnerLearningRate }) { PredictsLabels = false }),
    ];

    private static bool IsLinear(ExperimentSpec spec) => spec.Hidden.IsEmpty;

    private static string Fit(ExperimentSpec spec)
        => IsLinear(spec) ? "around exact linear regression on each support set" : $"around {Steps(spec)} of momentum at α = {spec.InnerLearningRate} from a fixed start";

    private static string Steps(ExperimentSpec spec) => $"{spec.InnerSteps} inner {(spec.InnerSteps == 1 ? "step" : "steps")}";

    private static string Constant(ExperimentSpec spec) => $", whose gradients are taken as constants{Again(spec)}";

    private static string Again(ExperimentSpec spec) => spec.Recompute ? ", computed again in the backward pass" : "";

    private static MetaLstm Lstm(ExperimentSpec spec, Module model, LossFunction loss) => new(model, loss)
    {
        Steps = Math.Max(1, spec.InnerSteps),
        RecomputesSteps = spec.Recompute,
    };

    private static LearnedOptimizer Optimizer(ExperimentSpec spec, Module model, LossFunction loss) => new(model, loss)
    {
        Steps = Math.Max(1, spec.InnerSteps),
        RecomputesSteps = spec.Recompute,
    };

    // The cost sees x, the hint and the prediction; the hint is as wide as a label.
    private static LearnedLoss LearnedLoss(ExperimentSpec spec, Module model, LossFunction loss)
    {
        var sizes = AlgorithmChoice.OnNumbers(spec, model).Sizes;
        return new(model, new Mlp(sizes[0] + 2 * sizes[^1], 40, 40, 1) { Activation = new Tanh() }, loss)
        {
            InnerLearningRate = spec.InnerLearningRate,
            Steps = spec.InnerSteps,
            InnerOptimizer = Choices.InnerOptimizer(spec),
            RecomputesSteps = spec.Recompute,
        };
    }
}
