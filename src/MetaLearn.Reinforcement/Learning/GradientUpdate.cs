namespace MetaLearn.Reinforcement.Learning;

/// <summary>One step of Adam on the meta-gradient: plain policy gradient as the outer loop.</summary>
public sealed record GradientUpdate : OuterUpdate
{
    /// <summary>β: positive; 10⁻³ by default.</summary>
    public double LearningRate { get; init => field = Require.Positive(value); } = 1e-3;

    internal override OuterStep Compile(PolicyMaml maml, int episodes, int trajectories, int horizon, int threads)
    {
        var formulas = new OuterFormulas(maml, trajectories, horizon, Exploration);
        return new AdamStep(formulas, formulas.Loss, LearningRate, 1, episodes, threads);
    }
}
