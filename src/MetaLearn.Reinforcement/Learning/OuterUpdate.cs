namespace MetaLearn.Reinforcement.Learning;

/// <summary>How the outer loop turns the trajectories of an iteration into better parameters.</summary>
public abstract record OuterUpdate
{
    private protected OuterUpdate()
    {
    }

    /// <summary>Weight of E-MAML's exploration term (Stadie et al. 2018), by which actions before adapting earn what they made possible: at least 0; 0, none, by default.</summary>
    public double Exploration { get; init => field = Require.NotNegative(value); }

    /// <summary>Compiles it.</summary>
    /// <param name="maml">Learner.</param>
    /// <param name="episodes">Of an iteration.</param>
    /// <param name="trajectories">Of a phase.</param>
    /// <param name="horizon">Of a trajectory.</param>
    /// <param name="threads">At least 1.</param>
    internal abstract OuterStep Compile(PolicyMaml maml, int episodes, int trajectories, int horizon, int threads);
}
