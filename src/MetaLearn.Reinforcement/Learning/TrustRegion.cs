namespace MetaLearn.Reinforcement.Learning;

/// <summary>
/// Trust-region policy optimisation (Schulman et al. 2015) of the adapted policies, as in the MAML paper: the step that lowers the loss most within a bound on the mean KL
/// between the adapted policies before and after it. The published code takes Hessian-vector products by finite differences; here they are exact.
/// </summary>
public sealed record TrustRegion : OuterUpdate
{
    /// <summary>δ, the bound on the mean KL, in nats: positive; 0.01 by default.</summary>
    public double Bound { get; init => field = Require.Positive(value); } = 0.01;

    /// <summary>Steps of conjugate gradients: at least 1; 10 by default.</summary>
    public int ConjugateSteps { get; init => field = Require.Positive(value); } = 10;

    /// <summary>Added to the diagonal of the Hessian: at least 0; 10⁻⁵ by default.</summary>
    public double Damping { get; init => field = Require.NotNegative(value); } = 1e-5;

    /// <summary>Lengths that the line search tries: at least 1; 15 by default.</summary>
    public int Trials { get; init => field = Require.Positive(value); } = 15;

    /// <summary>What each trial multiplies the length by: in (0, 1); 0.8 by default.</summary>
    public double Shortening
    {
        get;
        init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(Shortening), value, "Must be above 0 and below 1.");
    } = 0.8;

    internal override OuterStep Compile(PolicyMaml maml, int episodes, int trajectories, int horizon, int threads)
        => new TrustRegionStep(this, new OuterFormulas(maml, trajectories, horizon, Exploration), episodes, threads);
}
