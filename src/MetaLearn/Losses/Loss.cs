using MetaLearn.Autodiff;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Losses;

/// <summary>What inner and outer loops make small, as formulas for one episode: scalars, differentiable to any order in their first argument.</summary>
public static class Loss
{
    /// <summary>The mean over all elements of <c>(prediction − target)²</c>, without a factor ½.</summary>
    /// <param name="prediction">Any shape with at least one element, such as <c>[rows, out]</c>.</param>
    /// <param name="target">The same shape: nothing is broadcast, since a target <c>[rows]</c> beside a prediction <c>[rows, 1]</c> would silently become <c>[rows, rows]</c>.</param>
    /// <returns>A scalar ≥ 0.</returns>
    /// <exception cref="ShapeException">The shapes differ or are empty.</exception>
    public static Expression MeanSquaredError(Expression prediction, Expression target)
    {
        CheckPair(nameof(MeanSquaredError), prediction, target);
        var error = prediction - target;
        return Mean(error * error);
    }

    /// <summary>
    /// The mean over all elements of ½e² where |e| = |prediction − target| ≤ δ, and of δ(|e| − ½δ) beyond; Huber (1964), as PyTorch's
    /// <c>huber_loss</c>. Computed as c(e − ½c) with c = e cut to [−δ, δ], so that the derivative at e = 0 is right to any order.
    /// </summary>
    /// <param name="prediction">Any shape with at least one element.</param>
    /// <param name="target">The same shape.</param>
    /// <param name="delta">Where the square becomes a line, in the target's unit: positive and finite; 1 by default.</param>
    /// <returns>A scalar ≥ 0.</returns>
    /// <exception cref="ShapeException">The shapes differ or are empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">δ is not positive and finite.</exception>
    public static Expression Huber(Expression prediction, Expression target, double delta = 1)
    {
        CheckPair(nameof(Huber), prediction, target);
        Require.Positive(delta, nameof(delta));
        var error = prediction - target;
        var cut = Minimum(Maximum(error, -delta), delta);
        return Mean(cut * (error - 0.5 * cut));
    }

    /// <summary>
    /// Cross-entropy, in nats, of <c>softmax(logits)</c> against class labels: <c>−1/N · Σₙ log softmax(logits[n])[labels[n]]</c>.
    /// Shifted by each row's maximum, so any finite logits are safe.
    /// </summary>
    /// <param name="logits">Unnormalised scores, shape <c>[N, ways]</c>, N ≥ 1.</param>
    /// <param name="labels">Class of each row, a whole number in <c>[0, ways)</c>; shape <c>[N]</c>. Constant for every derivative.</param>
    /// <param name="reduction">Mean over N by default; see <see cref="Reduction"/> for MAML's inner loss.</param>
    /// <returns>A scalar ≥ 0; <c>log(ways)</c> when every row's logits are equal and the mean is taken.</returns>
    /// <exception cref="ShapeException">The shapes are others.</exception>
    public static Expression CrossEntropy(Expression logits, Expression labels, Reduction reduction = Reduction.Mean)
    {
        CheckLabels(nameof(CrossEntropy), logits, labels);
        // The result does not depend on the shift, so its derivative is left out.
        var shifted = logits - StopGradient(Max(logits, [1], keepDimensions: true));
        // Where, not a product: a class so far below that its shifted logit overflows must count as 0, not as 0 · ∞.
        var ofLabel = Sum(Where(OneHot(labels, logits.Shape[1]), shifted, 0), [1]);
        var losses = Log(Sum(Exp(shifted), [1])) - ofLabel;
        return reduction == Reduction.Mean ? Mean(losses) : Sum(losses);
    }

    /// <summary>The fraction of rows whose largest logit stands at the label; the first of several equal ones counts. Not differentiable.</summary>
    /// <param name="logits">Scores, shape <c>[N, ways]</c>, N ≥ 1.</param>
    /// <param name="labels">Class of each row, a whole number in <c>[0, ways)</c>; shape <c>[N]</c>.</param>
    /// <returns>A scalar in [0, 1]; its gradient is zero.</returns>
    /// <exception cref="ShapeException">The shapes are others.</exception>
    public static Expression Accuracy(Expression logits, Expression labels)
    {
        CheckLabels(nameof(Accuracy), logits, labels);
        return Mean(Equal(ArgMax(logits, 1), labels));
    }

    private static void CheckPair(string loss, Expression prediction, Expression target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(target);
        if (prediction.Shape != target.Shape)
            throw new ShapeException($"{loss}: expected a target of the prediction's shape {prediction.Shape}, found {target.Shape}.");
        if (prediction.Shape.Count == 0) throw new ShapeException($"{loss}: the mean needs at least one element, found shape {prediction.Shape}.");
    }

    private static void CheckLabels(string loss, Expression logits, Expression labels)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(labels);
        if (logits.Shape.Rank != 2 || logits.Shape.Count == 0)
            throw new ShapeException($"{loss}: expected logits of shape [N, ways] with N and ways at least 1, found {logits.Shape}.");
        if (labels.Shape != new Shape(logits.Shape[0]))
            throw new ShapeException($"{loss}: expected labels of shape [{logits.Shape[0]}] for logits of shape {logits.Shape}, found {labels.Shape}.");
    }
}
