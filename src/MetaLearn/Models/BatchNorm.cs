using MetaLearn.Autodiff;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Models;

/// <summary>
/// Batch normalisation (Ioffe and Szegedy 2015): each channel, the last axis of x, is brought to mean 0 and variance 1 over all other axes, then scaled by γ and
/// shifted by β. Parameters <c>weight</c> (γ) and <c>bias</c> (β), <c>[channels]</c>, as in PyTorch.
/// </summary>
/// <param name="channels">Length of the last axis of x: at least 1.</param>
public sealed class BatchNorm(int channels) : Module
{
    /// <summary>Whether there is a γ; true by default, as in PyTorch. MAML's published code has none.</summary>
    public bool HasScale { get; init; } = true;

    /// <summary>Added to the variance: positive and finite; 10⁻⁵ by default, as in PyTorch. TensorFlow's layer, and so MAML's published code, has 10⁻³.</summary>
    public double Epsilon { get; init => field = Require.Positive(value); } = 1e-5;

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Specs => field ??= HasScale
        ? [new("weight", new(channels), Initializers.Constant(1)), new("bias", new(channels), Initializers.Zeros)]
        : [new("bias", new(channels), Initializers.Zeros)];

    /// <inheritdoc/>
    protected internal override Expression Forward(Expression x, ReadOnlySpan<Expression> parameters)
    {
        if (x.Shape.Rank < 2 || x.Shape[-1] != channels)
            throw new ShapeException($"BatchNorm({channels}): expected x of shape [rows, .., {channels}], found {x.Shape}.");
        // Both sums run over x once. The variance is E[d²] − E[d]² of the distances d to one of the pixels, which keeps the digits that E[x²] − E[x]² would lose
        // where a channel varies little about a large mean; in exact numbers neither it nor its derivatives depend on that pixel.
        var pivot = StopGradient(Slice(Reshape(x, new(x.Shape.Count / channels, channels)), 0, 0, 1));
        var distance = x - Reshape(pivot, new(channels));
        int[] axes = [.. Enumerable.Range(0, x.Shape.Rank - 1)];
        var mean = Mean(distance, axes);
        var variance = Maximum(Mean(Square(distance), axes) - Square(mean), 0);
        var scale = ReciprocalSqrt(variance + Epsilon);
        if (HasScale) scale *= parameters[0];
        return (distance - mean) * scale + parameters[^1];
    }
}
