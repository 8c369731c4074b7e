using MetaLearn.Autodiff;
using MetaLearn.Models;

namespace MetaLearn.Experiments;

/// <summary>The table of all networks: a new one is a line here.</summary>
internal static class ModelChoices
{
    private static readonly string[] OfLayers = ["hidden", "activation", "initializer"], OfFilters = ["filters", "statistics"];

    public static Choice<ModelChoice> Make() => new("model",
        ("mlp", new(Mlp, (model, spec) => $"{string.Join('-', ((Mlp)model).Sizes)}, {spec.Activation}, {spec.Initializer}") { Takes = OfLayers }),
        ("mlp-norm", new((spec, xRow, outputs) => Models.Mlp.OfPictures(xRow, outputs, Statistics(spec), PerStep(spec)), (model, spec) => $"{string.Join('-', ((Mlp)model).Sizes)}, relu, {Norm(spec)}") { Takes = ["statistics"] }),
        ("conv4", new((spec, xRow, outputs) => Conv4.Strided(xRow, outputs, spec.Filters, Statistics(spec), PerStep(spec), MamlFamily.ContextsIn(spec)), (_, spec) => $"conv4 of stride 2, {spec.Filters} filters, {Norm(spec)}")
        { Takes = OfFilters, HasContext = true, Body = (spec, xRow) => Conv4.Strided(xRow, null, spec.Filters, Statistics(spec)) }),
        ("conv4-pool", new((spec, xRow, outputs) => Conv4.Pooled(xRow, outputs, spec.Filters, Statistics(spec), PerStep(spec), MamlFamily.ContextsIn(spec)), (_, spec) => $"conv4 with pooling, {spec.Filters} filters, {Norm(spec)}")
        { Takes = OfFilters, HasContext = true, Body = (spec, xRow) => Conv4.Pooled(xRow, null, spec.Filters, Statistics(spec)) }),
        ("conv4-mini", new((spec, xRow, outputs) => Conv4.MiniImageNet(xRow, outputs, spec.Filters, Statistics(spec), PerStep(spec), MamlFamily.ContextsIn(spec)), (_, spec) => $"conv4 of MAML's mini-ImageNet, {spec.Filters} filters, {Norm(spec)}")
        { Takes = OfFilters, HasContext = true, AdaptsNormalization = false, Body = (spec, xRow) => Conv4.MiniImageNet(xRow, null, spec.Filters, Statistics(spec)) }),
        ("resnet12", new((spec, xRow, outputs) => Residual(spec, xRow, outputs), (_, spec) => $"resnet12, {Norm(spec)}") { Takes = OfFilters, Body = (spec, xRow) => Residual(spec, xRow, null) }));

    // --filters is of the first block; the others keep the published ratio.
    private static ResNet12 Residual(ExperimentSpec spec, Shape xRow, int? outputs) => new(xRow[-1], outputs)
    {
        Filters = [spec.Filters, spec.Filters * 5 / 2, spec.Filters * 5, spec.Filters * 10],
        Normalization = channels => new BatchNorm(channels) { Statistics = Statistics(spec), PerStep = PerStep(spec) },
    };

    private static NormStatistics Statistics(ExperimentSpec spec) => Choices.Statistics[spec.Statistics];

    private static string Norm(ExperimentSpec spec) => $"statistics of the {(spec.Statistics == "batch" ? "rows given" : spec.Statistics == "support" ? "support set" : "training so far")}{OfSteps(spec)}";

    private static int? PerStep(ExperimentSpec spec) => spec.StepNormalization == "per-step" ? Math.Max(1, spec.InnerSteps) : null;

    private static string OfSteps(ExperimentSpec spec) => PerStep(spec) is { } steps ? $", scale and shift for each of {steps} inner {(steps == 1 ? "step" : "steps")}" : "";

    private static Mlp Mlp(ExperimentSpec spec, Shape xRow, int outputs)
    {
        var (weight, bias) = Choices.Initializations[spec.Initializer];
        return new([xRow.Count, .. spec.Hidden, outputs]) { Activation = Choices.Activations[spec.Activation], WeightInitializer = weight, BiasInitializer = bias };
    }
}
