using MetaLearn.Autodiff;

namespace MetaLearn.Optimizers;

/// <summary>
/// s ← s + g² and θ ← θ − α g / (√s + ε); Duchi et al. (2011), the diagonal form of their figure 1. As PyTorch's <c>Adagrad</c>, without its decay
/// of the rate (a schedule does that).
/// </summary>
public sealed record Adagrad : Optimizer
{
    /// <summary>s before the first step: at least 0 and finite; 0 by default.</summary>
    public double InitialAccumulator { get; init => field = Require.NotNegative(value); }

    /// <summary>ε: positive and finite; 10⁻¹⁰ by default.</summary>
    public double Epsilon { get; init => field = Require.Positive(value); } = 1e-10;

    private protected override IReadOnlyList<(string Name, double InitialValue)> Slots => [("sum", InitialAccumulator)];

    private protected override Expression Update(Expression parameter, Expression gradient, Span<Expression> state, Expression rate, Expression step)
    {
        state[0] = state[0] + gradient * gradient;
        return parameter - rate * (gradient / (Root.Of(state[0]) + Epsilon));
    }
}
