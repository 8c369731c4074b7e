using MetaLearn.Autodiff;

namespace MetaLearn.Optimizers;

/// <summary>
/// v ← ρ v + (1 − ρ) g² and θ ← θ − α g / (√v + ε); Tieleman and Hinton (2012), lecture 6e. As PyTorch's <c>RMSprop</c> without momentum and not
/// centred: ε is outside the root (TensorFlow has it inside).
/// </summary>
public sealed record RmsProp : Optimizer
{
    /// <summary>ρ: at least 0 and below 1; 0.99 by default (the lecture: 0.9).</summary>
    public double Decay { get; init => field = Require.Decay(value); } = 0.99;

    /// <summary>ε: positive and finite; 10⁻⁸ by default.</summary>
    public double Epsilon { get; init => field = Require.Positive(value); } = 1e-8;

    private protected override IReadOnlyList<(string Name, double InitialValue)> Slots { get; } = [("square_avg", 0)];

    private protected override Expression Update(Expression parameter, Expression gradient, Span<Expression> state, Expression rate, Expression step)
    {
        state[0] = Decay * state[0] + (1 - Decay) * (gradient * gradient);
        return parameter - rate * (gradient / (Root.Of(state[0]) + Epsilon));
    }
}
