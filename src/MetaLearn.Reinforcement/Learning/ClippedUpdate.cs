namespace MetaLearn.Reinforcement.Learning;

/// <summary>
/// Several steps of Adam on PPO's clipped loss after adapting, plus a penalty on the KL of the policy before adapting: the outer loop of ProMP (Rothfuss et al. 2019, algorithm 1),
/// whose inner loop is <see cref="PolicyObjective.LikelihoodRatio"/>.
/// </summary>
public sealed record ClippedUpdate : OuterUpdate
{
    /// <summary>Steps on each iteration's trajectories: at least 1; 5 by default.</summary>
    public int Epochs { get; init => field = Require.Positive(value); } = 5;

    /// <summary>ε: how far the ratio of probabilities may leave 1: positive; 0.3 by default.</summary>
    public double Clip { get; init => field = Require.Positive(value); } = 0.3;

    /// <summary>η, the weight of the KL before adapting: at least 0; 5·10⁻⁴ by default.</summary>
    public double Penalty { get; init => field = Require.NotNegative(value); } = 5e-4;

    /// <summary>β: positive; 10⁻³ by default.</summary>
    public double LearningRate { get; init => field = Require.Positive(value); } = 1e-3;

    internal override OuterStep Compile(PolicyMaml maml, int episodes, int trajectories, int horizon, int threads)
    {
        var formulas = new OuterFormulas(maml, trajectories, horizon, Exploration);
        return new AdamStep(formulas, formulas.ClippedLoss(Clip) + Penalty * formulas.DivergenceBefore, LearningRate, Epochs, episodes, threads);
    }
}
