using MetaLearn.Autodiff;

namespace MetaLearn.Optimizers;

/// <summary>
/// θ ← (1 − α λ) θ, then <see cref="Adam"/>'s step: weight decay that Adam's scaling does not touch; Loshchilov and Hutter (2019), algorithm 2, as
/// PyTorch's <c>AdamW</c>. The paper multiplies λ by the schedule only; here, as in PyTorch, by the whole rate α.
/// </summary>
public sealed record AdamW : Optimizer
{
    /// <summary>β₁, the decay of the mean gradient: at least 0 and below 1; 0.9 by default.</summary>
    public double Beta1 { get; init => field = Require.Decay(value); } = 0.9;

    /// <summary>β₂, the decay of the mean square: at least 0 and below 1; 0.999 by default.</summary>
    public double Beta2 { get; init => field = Require.Decay(value); } = 0.999;

    /// <summary>ε: positive and finite; 10⁻⁸ by default.</summary>
    public double Epsilon { get; init => field = Require.Positive(value); } = 1e-8;

    /// <summary>λ: at least 0 and finite; 0.01 by default.</summary>
    public double WeightDecay { get; init => field = Require.NotNegative(value); } = 0.01;

    private protected override IReadOnlyList<(string Name, double InitialValue)> Slots => AdamMoments.Slots;

    private protected override Expression Update(Expression parameter, Expression gradient, Span<Expression> state, Expression rate, Expression step)
        => parameter * (1 - rate * WeightDecay) - AdamMoments.Advance(state, gradient, rate, step, Beta1, Beta2, Epsilon);
}
