using System.Numerics.Tensors;

namespace MetaLearn.Experiments;

/// <summary>The label that scores favour, and its share of their softmax.</summary>
internal static class BestLabel
{
    /// <summary>The first of the largest; a probability that is not finite tells that a score is not.</summary>
    public static (int Label, float Probability) Of(ReadOnlySpan<float> logits)
    {
        var best = TensorPrimitives.IndexOfMax(logits);
        var sum = 0.0;
        foreach (var logit in logits) sum += Math.Exp(logit - logits[best]);
        return (best, (float)(1 / sum));
    }
}
