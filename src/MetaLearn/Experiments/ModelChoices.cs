using MetaLearn.Autodiff;
using MetaLearn.Models;

namespace MetaLearn.Experiments;

/// <summary>The table of all networks: a new one is a line here.</summary>
internal static class ModelChoices
{
    public static Choice<ModelChoice> Make() => new("model",
        ("mlp", new(Mlp, (model, spec) => $"{string.Join('-', ((Mlp)model).Sizes)}, {spec.Activation}, {spec.Initializer}")),
        ("conv4", new((spec, xRow, outputs) => Conv4.Strided(xRow, outputs, spec.Filters), (_, spec) => $"conv4 of stride 2, {spec.Filters} filters") { IsTransductive = true }),
        ("conv4-pool", new((spec, xRow, outputs) => Conv4.Pooled(xRow, outputs, spec.Filters), (_, spec) => $"conv4 with pooling, {spec.Filters} filters") { IsTransductive = true }));

    private static Mlp Mlp(ExperimentSpec spec, Shape xRow, int outputs)
    {
        var (weight, bias) = Choices.Initializations[spec.Initializer];
        return new([xRow.Count, .. spec.Hidden, outputs]) { Activation = Choices.Activations[spec.Activation], WeightInitializer = weight, BiasInitializer = bias };
    }
}
