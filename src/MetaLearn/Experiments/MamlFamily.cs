using MetaLearn.Algorithms;
using MetaLearn.Models;

namespace MetaLearn.Experiments;

/// <summary>MAML and the methods that differ from it in what adapts, at which rates, and with which gradients at first.</summary>
internal static class MamlFamily
{
    private static readonly string[] Rates = ["learned-rates"], Annealing = ["multi-step-loss-until", "first-order-until"], All = ["adapt-only", "step-normalization", .. Rates, .. Annealing];

    public static (string Name, AlgorithmChoice Choice)[] Entries { get; } =
    [
        ("maml", new("MAML", spec => $"MAML, second order: {Inner(spec)}, all differentiated{More(spec)}", Maml) { Takes = All }),
        ("fomaml", new("first-order MAML", spec => $"MAML, first order: {Inner(spec)}, their gradients taken as constants{More(spec)}", Maml) { Takes = ["adapt-only", .. Rates] }),
        ("meta-sgd", new("Meta-SGD", spec => $"Meta-SGD: {Inner(spec)} at first, α learned for every element{More(spec)}", (spec, model, loss) => new MetaSgd(model, loss) { Settings = Settings(spec, model) }) { Takes = ["adapt-only"] }),
        ("anil", new("ANIL", spec => $"ANIL: {Inner(spec)}, of the last layer only{More(spec)}", (spec, model, loss) => new Anil(model, loss) { Settings = Settings(spec, model) }) { Takes = Rates }),
        ("boil", new("BOIL", spec => $"BOIL: {Inner(spec)}, of all layers but the last{More(spec)}", (spec, model, loss) => new Boil(model, loss) { Settings = Settings(spec, model) }) { Takes = Rates }),
        ("maml++", new("MAML++", spec => $"MAML++: {Inner(spec)}{More(spec)}", PlusPlus) { Takes = All, Schedule = "cosine" }),
        ("cavia", new("CAVIA", spec => $"CAVIA: {Inner(spec)}, of a context of {Contexts(spec)} numbers {(spec.IsImages ? "that modulates the third block" : "beside x")}", Cavia) { Takes = ["contexts"], InnerLearningRate = 1 }),
    ];

    private static string Inner(ExperimentSpec spec)
        => $"{spec.InnerSteps} inner {(spec.InnerSteps == 1 ? "step" : "steps")} of {spec.InnerOptimizer} at α = {spec.InnerLearningRate}"
            + (spec.InnerClipNorm is { } norm ? $", gradients clipped to norm {norm}" : "");

    private static string More(ExperimentSpec spec)
        => (spec.Recompute ? ", computed again in the backward pass" : "")
            + (spec.Algorithm != "meta-sgd" && Learned(spec) is not LearnedRates.None ? $", rates learned {(Learned(spec) == LearnedRates.PerStep ? "for each array and step" : Learned(spec) == LearnedRates.PerTensor ? "for each array" : "for each element")}" : "")
            + (LeavesNormalization(spec) ? ", normalisation left to the outer loop" : "")
            + (MultiStepLossUntil(spec) is > 0 and var multi ? $", a loss after every step until iteration {multi:N0}" : "")
            + (spec.FirstOrderUntil is > 0 and var first ? $", first order until iteration {first:N0}" : "");

    private static LearnedRates Learned(ExperimentSpec spec)
        => spec.LearnedRates is { } name ? Choices.LearnedRates[name] : spec.Algorithm == "maml++" ? LearnedRates.PerStep : LearnedRates.None;

    private static long MultiStepLossUntil(ExperimentSpec spec) => spec.MultiStepLossUntil ?? (spec.Algorithm == "maml++" ? spec.Iterations / 10 : 0);

    // Methods that say themselves what adapts keep their word.
    private static bool LeavesNormalization(ExperimentSpec spec) => spec.AdaptOnly.IsEmpty && spec.Algorithm is not ("anil" or "boil") && (spec.StepNormalization == "per-step" || !Choices.Models[spec.Model].AdaptsNormalization);

    private static Maml Maml(ExperimentSpec spec, Module model, LossFunction loss)
        => MultiStepLossUntil(spec) > 0 || spec.FirstOrderUntil > 0 ? PlusPlus(spec, model, loss) : new Maml(model, loss) { Settings = Settings(spec, model) };

    private static MamlPlusPlus PlusPlus(ExperimentSpec spec, Module model, LossFunction loss) => new(model, loss)
    {
        Settings = Settings(spec, model),
        MultiStepLossUntil = MultiStepLossUntil(spec),
        FirstOrderUntil = spec.FirstOrderUntil ?? 0,
    };

    private static MamlSettings Settings(ExperimentSpec spec, Module model) => new(
        spec.InnerLearningRate, spec.InnerSteps, Choices.InnerOptimizer(spec), spec.Algorithm == "meta-sgd" ? null : Learned(spec), LeavesNormalization(spec) ? Algorithms.Maml.AllButNormalization(model) : spec.AdaptOnly,
        IsFirstOrder: spec.Algorithm == "fomaml", RecomputesSteps: spec.Recompute);

    private static Cavia Cavia(ExperimentSpec spec, Module model, LossFunction loss) => new(spec.IsImages ? Modulated(spec, model) : Wider(AlgorithmChoice.OnNumbers(spec, model), Contexts(spec)), loss)
    {
        Contexts = Contexts(spec),
        InnerLearningRate = spec.InnerLearningRate,
        Steps = spec.InnerSteps,
        InnerOptimizer = Choices.InnerOptimizer(spec),
    };

    // The authors' numbers, of sinusoids and of mini-ImageNet.
    private static int Contexts(ExperimentSpec spec) => spec.Contexts ?? (spec.IsImages ? 100 : 5);

    /// <summary>Numbers in the context that a network of pictures is made for; 0 where no algorithm asks for one.</summary>
    public static int ContextsIn(ExperimentSpec spec) => spec.Algorithm == "cavia" ? Contexts(spec) : 0;

    private static Module Modulated(ExperimentSpec spec, Module model) => Choices.Models[spec.Model].HasContext
        ? model
        : throw new ArgumentException($"cavia on pictures needs a network that a context modulates: {string.Join(", ", Choices.Models.Entries.Where(entry => entry.Value.HasContext).Select(entry => entry.Name))}; found {spec.Model}.");

    private static Mlp Wider(Mlp given, int contexts) => new([given.Sizes[0] + contexts, .. given.Sizes.Skip(1)])
    {
        Activation = given.Activation,
        WeightInitializer = given.WeightInitializer,
        BiasInitializer = given.BiasInitializer,
    };
}
