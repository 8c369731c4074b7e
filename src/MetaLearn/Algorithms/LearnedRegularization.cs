using MetaLearn.Autodiff;
using MetaLearn.Models;

namespace MetaLearn.Algorithms;

/// <summary>
/// Learns the strength λ of a penalty on the weights by the gradient of the held-out loss, where one usually searches a grid (Bengio 2000; Franceschi et
/// al. 2018). What is learned is log λ, so that λ stays positive and a step of the outer loop is a factor.
/// </summary>
/// <param name="model">f_θ.</param>
public sealed class LearnedRegularization(Module model) : Bilevel(model)
{
    /// <summary>log λ, shape <c>[1]</c>.</summary>
    public Parameter LogStrength => Parameters[0];

    private protected override Module Learned
        => field ??= new RuleParameters(new ParameterSpec("log strength", new(1), Initializers.Constant(Math.Log(Require.Positive(Strength, nameof(Strength))))));

    private protected override Expression Lambda => Functions.Reshape(Functions.Exp(LogStrength), Shape.Scalar);
}
