using MetaLearn.Autodiff;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Models;

/// <summary>
/// Layer normalisation (Ba, Kiros and Hinton 2016): each row of x, over its last axis, is brought to mean 0 and variance 1, then scaled by γ and shifted by β.
/// Parameters <c>weight</c> (γ) and <c>bias</c> (β), <c>[features]</c>, as PyTorch's <c>nn.LayerNorm(features)</c>. For pictures, channels by pixel; over whole
/// pictures it is <see cref="GroupNorm"/> of one group.
/// </summary>
/// <param name="features">Length of the last axis of x: at least 1.</param>
public sealed class LayerNorm(int features) : Module
{
    private readonly int features = Require.Positive(features, nameof(features));

    /// <summary>Added to the variance: positive and finite; 10⁻⁵ by default, as in PyTorch.</summary>
    public double Epsilon { get; init => field = Require.Positive(value); } = 1e-5;

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Specs => field ??=
    [
        new("weight", new(features), Initializers.Constant(1)) { Role = ParameterRole.Normalization },
        new("bias", new(features), Initializers.Zeros) { Role = ParameterRole.Normalization },
    ];

    /// <inheritdoc/>
    protected internal override Expression Forward(Expression x, ReadOnlySpan<Expression> parameters, Pass pass)
    {
        if (x.Shape.Rank < 2 || x.Shape[-1] != features)
            throw new ShapeException($"LayerNorm({features}): expected x of shape [rows, .., {features}], found {x.Shape}.");
        var centred = x - Mean(x, [-1], keepDimensions: true);
        var variance = Mean(Square(centred), [-1], keepDimensions: true);
        return centred * ReciprocalSqrt(variance + Epsilon) * parameters[0] + parameters[1];
    }
}
