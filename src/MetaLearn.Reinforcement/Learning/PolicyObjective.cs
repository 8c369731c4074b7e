namespace MetaLearn.Reinforcement.Learning;

/// <summary>What the inner loop follows. All have the same gradient in expectation, up to DiCE's discount; they differ in the derivative of that gradient, which the meta-gradient needs.</summary>
public enum PolicyObjective
{
    /// <summary>
    /// Vanilla policy gradient, the published MAML's: log π(a | o) times the advantage. Its second derivative is biased: the sampling of the trajectories takes no
    /// part in it.
    /// </summary>
    PolicyGradient,

    /// <summary>The likelihood ratio π(a | o) / π_old(a | o) times the advantage: ProMP's low variance curvature (Rothfuss et al. 2019, equation 12).</summary>
    LikelihoodRatio,

    /// <summary>
    /// DiCE (Foerster et al. 2018): each discounted reward times the ratio of all actions up to it, with a baseline that keeps every derivative unbiased. Its gradient is the
    /// discounted return's, in which later actions count γᵗ.
    /// </summary>
    Dice,
}
