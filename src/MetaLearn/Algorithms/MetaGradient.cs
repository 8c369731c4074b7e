using MetaLearn.Autodiff;

namespace MetaLearn.Algorithms;

/// <summary>What the outer loop follows, for one episode; it averages every part over the meta-batch.</summary>
/// <param name="Loss">A scalar, reported; the gradients need not be its derivatives.</param>
/// <param name="Gradients">One for each of the learner's parameters, of its shape: what the outer optimiser takes for the gradient.</param>
public sealed record MetaGradient(Expression Loss, IReadOnlyList<Expression> Gradients)
{
    /// <summary>
    /// Parameters that are not optimised but replaced, with their next values: state that goes from one iteration to the next, such as the moments of
    /// Reptile's inner Adam. Their gradients are not looked at. None by default.
    /// </summary>
    public IReadOnlyDictionary<Parameter, Expression> Replacements { get; init; } = new Dictionary<Parameter, Expression>();
}
