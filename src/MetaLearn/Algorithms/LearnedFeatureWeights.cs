using MetaLearn.Autodiff;
using MetaLearn.Models;

namespace MetaLearn.Algorithms;

/// <summary>
/// Learns a weight s for every feature by the gradient of the held-out loss: x ∘ s is fitted and predicted from. With a penalty on the model's weights a
/// small s makes a feature dear to use, so features that do not help on held-out rows fade: a soft choice of features. What is learned is log s, from s = 1 on.
/// </summary>
/// <param name="model">f_θ.</param>
/// <param name="features">Numbers in an x row: at least 1.</param>
public sealed class LearnedFeatureWeights(Module model, int features) : Bilevel(model)
{
    private readonly int features = Require.Positive(features, nameof(features));

    /// <summary>log s, shape <c>[features]</c>.</summary>
    public Parameter LogWeights => Parameters[0];

    private protected override Module Learned => field ??= new RuleParameters(new ParameterSpec("log feature weights", new(features), Initializers.Zeros));

    private protected override Expression Scaled(Expression x) => x * Functions.Exp(LogWeights);
}
