using MetaLearn.Autodiff;

namespace MetaLearn.Optimizers;

/// <summary>
/// Gradient descent θ ← θ − α g; with momentum b ← μ b + g and θ ← θ − α b; with Nesterov's, θ ← θ − α (g + μ b). As PyTorch's <c>SGD</c> without
/// dampening. Polyak (1964) and Sutskever et al. (2013) have α inside b, which differs only while α changes.
/// </summary>
public sealed record Sgd : Optimizer
{
    /// <summary>μ: at least 0 and below 1; 0, no momentum, by default.</summary>
    public double Momentum { get; init => field = Require.Decay(value); }

    /// <summary>Whether the momentum is Nesterov's; false by default. Without momentum it changes nothing.</summary>
    public bool Nesterov { get; init; }

    private protected override IReadOnlyList<(string Name, double InitialValue)> Slots => Momentum == 0 ? [] : [("momentum_buffer", 0)];

    private protected override Expression Update(Expression parameter, Expression gradient, Span<Expression> state, Expression rate, Expression step)
    {
        if (Momentum == 0) return parameter - rate * gradient;
        state[0] = Momentum * state[0] + gradient;
        return parameter - rate * (Nesterov ? gradient + Momentum * state[0] : state[0]);
    }
}
