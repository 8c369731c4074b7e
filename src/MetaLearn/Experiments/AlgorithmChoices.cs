using MetaLearn.Algorithms;
using MetaLearn.Models;

namespace MetaLearn.Experiments;

/// <summary>The table of all algorithms: a new one is a line here.</summary>
internal static class AlgorithmChoices
{
    public static Choice<AlgorithmChoice> Make() => new("algorithm",
    [
        .. MamlFamily.Entries,
        .. ReptileAndImplicit.Entries,
        .. RuleFamily.Entries,
        .. PictureBaselines.Entries,
        ("joint", new("multi-task", spec => $"multi-task (joint) training: one body for all episodes, a linear head for each, ridge strength {spec.Ridge ?? 0.01}", MultiTask)
            { IsBaseline = true, Takes = ["ridge"], PredictsLabels = false }),
        ("transfer", new("transfer", _ => "one network trained on all episodes jointly, its last layer alone fine-tuned in evaluation",
            (spec, model, loss) => Pretrained(spec, model, loss, Algorithms.Pretrained.LastLayer(model))) { IsBaseline = true, NeedsFixedLabels = true }),
        ("pretrained", new("pretrained", _ => "one network trained on all episodes jointly, fine-tuned in evaluation", (spec, model, loss) => Pretrained(spec, model, loss, [])) { IsBaseline = true, NeedsFixedLabels = true }),
        ("random", new("random initialisation", _ => "the random initialisation, fine-tuned in evaluation", (spec, model, loss) => Pretrained(spec, model, loss, [])) { IsBaseline = true }),
        ("oracle", new("oracle", _ => "oracle: one network that sees each problem's hidden numbers", (spec, model, loss) => Pretrained(spec, model, loss, [])) { IsBaseline = true }),
    ]);

    // On a user's own data the baseline gets every example MAML gets; on functions the paper's protocol stands.
    private static Pretrained Pretrained(ExperimentSpec spec, Module model, LossFunction loss, IReadOnlyList<string> tuneOnly) => new(model, loss)
    {
        FineTuningRate = spec.InnerLearningRate,
        FineTuningOptimizer = Choices.InnerOptimizer(spec),
        SeesQuery = spec.IsOwnData,
        TuneOnly = tuneOnly,
    };

    // The network without its last layer, which becomes each episode's own.
    private static MultiTask MultiTask(ExperimentSpec spec, Module network, LossFunction _)
    {
        var model = AlgorithmChoice.OnNumbers(spec, network);
        if (model.Sizes.Count < 3) throw new ArgumentException("joint needs a hidden layer: what lies before the last layer is what all episodes share.");
        var body = new Mlp([.. model.Sizes.SkipLast(1)]) { Activation = model.Activation, WeightInitializer = model.WeightInitializer, BiasInitializer = model.BiasInitializer };
        return new(new Sequential(body, model.Activation)) { Strength = spec.Ridge ?? 0.01 };
    }
}
