using MetaLearn.Autodiff;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Models;

/// <summary>
/// Channels scaled and shifted by a context (FiLM, Perez et al. 2018): x · (1 + γ(φ)) + β(φ), both linear in φ. The context is that of <see cref="Algorithms.Cavia"/>;
/// where there is none, φ = 0. Parameters <c>weight</c> <c>[2 · channels, contexts]</c>, γ's rows first, and <c>bias</c> <c>[2 · channels]</c>.
/// </summary>
/// <param name="channels">Length of the last axis of x: at least 1.</param>
/// <param name="contexts">Numbers in φ: at least 1.</param>
public sealed class FeatureModulation(int channels, int contexts) : Module
{
    private readonly int channels = Require.Positive(channels, nameof(channels));
    private readonly int contexts = Require.Positive(contexts, nameof(contexts));

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Specs => field ??=
    [
        new("weight", new(2 * channels, contexts), Initializers.LinearDefault(contexts)), new("bias", new(2 * channels), Initializers.Zeros),
    ];

    /// <inheritdoc/>
    protected internal override Expression Forward(Expression x, ReadOnlySpan<Expression> parameters, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        if (x.Shape.Rank < 2 || x.Shape[-1] != channels)
            throw new ShapeException($"FeatureModulation({channels}, {contexts}): expected x of shape [rows, .., {channels}], found {x.Shape}.");
        var film = parameters[1];
        if (pass.TakeContext() is { } context)
        {
            if (context.Shape != new Shape(contexts)) throw new ShapeException($"FeatureModulation({channels}, {contexts}): expected a context of shape [{contexts}], found {context.Shape}.");
            film += Reshape(MatMul(parameters[0], Reshape(context, new(contexts, 1))), new(2 * channels));
        }
        return x * (1 + Slice(film, 0, 0, channels)) + Slice(film, 0, channels, channels);
    }
}
