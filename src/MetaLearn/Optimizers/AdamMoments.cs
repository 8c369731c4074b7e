using MetaLearn.Autodiff;

namespace MetaLearn.Optimizers;

/// <summary>What <see cref="Adam"/> and <see cref="AdamW"/> share: m and v, and the step they make.</summary>
internal static class AdamMoments
{
    public static IReadOnlyList<(string Name, double InitialValue)> Slots { get; } = [("exp_avg", 0), ("exp_avg_sq", 0)];

    /// <summary>m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g².</summary>
    /// <returns>α / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε).</returns>
    public static Expression Advance(
        Span<Expression> state, Expression gradient, Expression rate, Expression step, double beta1, double beta2, double epsilon)
    {
        var m = state[0] = beta1 * state[0] + (1 - beta1) * gradient;
        var v = state[1] = beta2 * state[1] + (1 - beta2) * (gradient * gradient);
        var denominator = Root.Of(v) / Functions.Sqrt(Correction(beta2, step)) + epsilon;
        return rate / Correction(beta1, step) * (m / denominator);
    }

    /// <summary>
    /// 1 − βᵗ = 2u / (1 + u) with u = tanh(−½ t log β): in single precision the subtraction would lose three digits at t = 1, β = 0.999.
    /// </summary>
    private static Expression Correction(double beta, Expression step)
    {
        if (beta == 0) return 1;
        var u = Functions.Tanh(-0.5 * Math.Log(beta) * step);
        return 2 * u / (1 + u);
    }
}
