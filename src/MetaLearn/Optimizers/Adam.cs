using MetaLearn.Autodiff;

namespace MetaLearn.Optimizers;

/// <summary>
/// m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², θ ← θ − α m̂ / (√v̂ + ε) with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ); Kingma and Ba (2015), algorithm 1,
/// as PyTorch's <c>Adam</c>. TensorFlow's ε stands beside √v instead of √v̂ (the paper's remark in section 2).
/// </summary>
public sealed record Adam : Optimizer
{
    /// <summary>β₁, the decay of the mean gradient: at least 0 and below 1; 0.9 by default.</summary>
    public double Beta1 { get; init => field = Require.Decay(value); } = 0.9;

    /// <summary>β₂, the decay of the mean square: at least 0 and below 1; 0.999 by default.</summary>
    public double Beta2 { get; init => field = Require.Decay(value); } = 0.999;

    /// <summary>ε: positive and finite; 10⁻⁸ by default.</summary>
    public double Epsilon { get; init => field = Require.Positive(value); } = 1e-8;

    private protected override IReadOnlyList<(string Name, double InitialValue)> Slots => AdamMoments.Slots;

    private protected override Expression Update(Expression parameter, Expression gradient, Span<Expression> state, Expression rate, Expression step)
        => parameter - AdamMoments.Advance(state, gradient, rate, step, Beta1, Beta2, Epsilon);
}
