using MetaLearn.Autodiff;
using MetaLearn.Models;

namespace MetaLearn.Experiments;

/// <summary>A network that <c>--model</c> names.</summary>
/// <param name="Make">The network for an x row of a shape and a number of outputs.</param>
/// <param name="Describe">Its sizes, for people.</param>
internal sealed record ModelChoice(Func<ExperimentSpec, Shape, int, Module> Make, Func<Module, ExperimentSpec, string> Describe)
{
    /// <summary>Whether query examples see each other, as through the statistics of their batch.</summary>
    public bool IsTransductive { get; init; }
}
