using MetaLearn.Autodiff;
using MetaLearn.Models;

namespace MetaLearn.Experiments;

/// <summary>A network that <c>--model</c> names.</summary>
/// <param name="Make">The network for an x row of a shape and a number of outputs.</param>
/// <param name="Describe">Its sizes, for people.</param>
internal sealed record ModelChoice(Func<ExperimentSpec, Shape, int, Module> Make, Func<Module, ExperimentSpec, string> Describe)
{
    /// <summary>Whether it has batch normalisation, whose statistics <c>--statistics</c> states.</summary>
    public bool HasNormalization => Takes.Contains("statistics");

    /// <summary>Names of the settings that it takes and not every network does; changed for another, they are refused.</summary>
    public required IReadOnlyList<string> Takes { get; init; }

    /// <summary>Whether scale and shift of its normalisation adapt where nothing else is asked for; true by default, as in ports of MAML, and false where the published network is meant.</summary>
    public bool AdaptsNormalization { get; init; } = true;

    /// <summary>Whether a context can modulate it, for <c>cavia</c>.</summary>
    public bool HasContext { get; init; }

    /// <summary>The network without its last layer, x rows → feature rows; null for one that is only used whole.</summary>
    public Func<ExperimentSpec, Shape, Module>? Body { get; init; }
}
