using MetaLearn.Autodiff;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Models;

/// <summary>
/// Group normalisation (Wu and He 2018): the channels of each picture, in groups of neighbours, are brought to mean 0 and variance 1 over the group and all pixels,
/// then scaled by γ and shifted by β channel by channel. No row depends on another. Parameters <c>weight</c> (γ) and <c>bias</c> (β), <c>[channels]</c>, as in PyTorch.
/// </summary>
public sealed class GroupNorm : Module
{
    /// <summary>Makes the normalisation.</summary>
    /// <param name="groups">At least 1; one group is layer normalisation over whole pictures, as many as channels instance normalisation.</param>
    /// <param name="channels">Length of the last axis of x: a multiple of the groups.</param>
    /// <exception cref="ArgumentException">The channels do not part into the groups.</exception>
    public GroupNorm(int groups, int channels)
    {
        (Groups, Channels) = (Require.Positive(groups, nameof(groups)), Require.Positive(channels, nameof(channels)));
        if (channels % groups != 0) throw new ArgumentException($"{channels} channels do not part into {groups} groups of equal size.", nameof(groups));
    }

    /// <summary>Number of groups.</summary>
    public int Groups { get; }

    /// <summary>Length of the last axis of x.</summary>
    public int Channels { get; }

    /// <summary>Added to the variance: positive and finite; 10⁻⁵ by default, as in PyTorch.</summary>
    public double Epsilon { get; init => field = Require.Positive(value); } = 1e-5;

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Specs => field ??=
    [
        new("weight", new(Channels), Initializers.Constant(1)) { Role = ParameterRole.Normalization },
        new("bias", new(Channels), Initializers.Zeros) { Role = ParameterRole.Normalization },
    ];

    /// <inheritdoc/>
    protected internal override Expression Forward(Expression x, ReadOnlySpan<Expression> parameters, Pass pass)
    {
        if (x.Shape.Rank < 2 || x.Shape[-1] != Channels)
            throw new ShapeException($"GroupNorm({Groups}, {Channels}): expected x of shape [rows, .., {Channels}], found {x.Shape}.");
        var grouped = Reshape(x, new(x.Shape[0], x.Shape.Count / (x.Shape[0] * Channels), Groups, Channels / Groups));
        var centred = grouped - GroupMean(grouped);
        var normal = Reshape(centred * ReciprocalSqrt(GroupMean(Square(centred)) + Epsilon), x.Shape);
        return normal * parameters[0] + parameters[1];
    }

    // First over a group's channels, then over pixels: each run of neighbouring axes is one pass.
    private static Expression GroupMean(Expression grouped) => Mean(Mean(grouped, [3], keepDimensions: true), [1], keepDimensions: true);
}
