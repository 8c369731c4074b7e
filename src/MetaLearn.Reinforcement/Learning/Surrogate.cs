using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Policies;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Reinforcement.Learning;

/// <summary>Losses whose derivatives are policy gradients: means over the steps of a phase, advantages held constant.</summary>
internal static class Surrogate
{
    /// <summary>The inner loop's, at the distribution that the parameters in question give.</summary>
    public static Expression Inner(PolicyObjective objective, Policy policy, PhaseInputs phase, Expression distribution) => objective switch
    {
        PolicyObjective.LikelihoodRatio => OfRatio(policy, phase, distribution),
        PolicyObjective.Dice => Dice(policy, phase, distribution),
        _ => -Sum(phase.Weights * phase.Advantages * policy.LogProbability(distribution, phase.Actions)),
    };

    /// <summary>−E[π / π_old · A].</summary>
    public static Expression OfRatio(Policy policy, PhaseInputs phase, Expression distribution)
        => -Sum(phase.Weights * phase.Advantages * Exp(LogRatio(policy, phase, distribution)));

    /// <summary>−E[min(π / π_old · A, the ratio cut to 1 ± ε · A)]: PPO's (Schulman et al. 2017, equation 7).</summary>
    public static Expression Clipped(Policy policy, PhaseInputs phase, Expression distribution, double clip)
    {
        var ratio = Exp(LogRatio(policy, phase, distribution));
        var cut = Minimum(Maximum(ratio, 1 - clip), 1 + clip);
        return -Sum(phase.Weights * Minimum(ratio * phase.Advantages, cut * phase.Advantages));
    }

    // Σₜ □(a₀ … aₜ) γᵗ rₜ + (1 − □(aₜ)) γᵗ bₜ with □ = the ratio to the old policy, 1 in value.
    private static Expression Dice(Policy policy, PhaseInputs phase, Expression distribution)
    {
        var shape = new Shape(phase.Trajectories, phase.Horizon);
        var logRatio = Reshape(LogRatio(policy, phase, distribution), shape);
        var untilNow = Exp(CumulativeSum(logRatio, 1));
        var perStep = untilNow * Reshape(phase.DiscountedRewards, shape) + (1 - Exp(logRatio)) * Reshape(phase.DiscountedValues, shape);
        return -Sum(Reshape(phase.Weights, shape) * perStep);
    }

    // What lies behind a trajectory's end could overflow in the ratio, and 0 · ∞ is no number.
    private static Expression LogRatio(Policy policy, PhaseInputs phase, Expression distribution)
        => Where(Greater(phase.Weights, 0), policy.LogProbability(distribution, phase.Actions) - policy.LogProbability(phase.Distribution, phase.Actions), 0);
}
