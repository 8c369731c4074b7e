namespace MetaLearn.Reinforcement.Experiments;

/// <summary>Where the training of a policy stands: all that it needs to go on with the same bits as if it had not stopped.</summary>
public sealed record PolicyState
{
    /// <summary>Outer updates done.</summary>
    public required long Iteration { get; init; }

    /// <summary>θ, and learned rates.</summary>
    public required IReadOnlyList<float[]> Parameters { get; init; }

    /// <summary>The outer optimiser's arrays.</summary>
    public required IReadOnlyList<float[]> OptimizerState { get; init; }

    /// <summary>Parameters with the highest return on the validation goals so far; null before the first validation.</summary>
    public IReadOnlyList<float[]>? BestParameters { get; init; }

    /// <summary>That return: the mean over the inner steps that results show.</summary>
    public double BestReturn { get; init; } = double.NegativeInfinity;

    /// <summary>Iteration of <see cref="BestParameters"/>.</summary>
    public long BestIteration { get; init; }

    /// <summary>Steps in environments so far, without those of validations.</summary>
    public long EnvironmentSteps { get; init; }

    /// <summary>Trajectories so far that ended by a NaN or infinite state.</summary>
    public long Faults { get; init; }

    /// <summary>Validations so far in which a trajectory ended so: their parameters are never the best.</summary>
    public long FaultyValidations { get; init; }

    /// <summary>Seconds of training so far, validations included.</summary>
    public double Seconds { get; init; }

    /// <summary>What a search over starts found before the best of them went on: each seed with its highest return on the validation goals. Empty, the default, without a search.</summary>
    public IReadOnlyList<(ulong Seed, double Return)> Starts { get; init; } = [];

    /// <summary>The seed that went on, the first of the best; null without a search.</summary>
    public ulong? StartSeed => Starts.Count == 0 ? null : Starts.MaxBy(start => start.Return).Seed;

    /// <summary>What to use: the best on validation, or the last where nothing was validated.</summary>
    public IReadOnlyList<float[]> Selected => BestParameters ?? Parameters;

    /// <summary>The state after a validation of its parameters, which are kept where they are the best so far.</summary>
    /// <param name="found">Their return.</param>
    /// <param name="faults">A fault ends a trajectory at reward 0, which is more than an honest one earns where rewards are negative: with one they are not the best.</param>
    internal PolicyState Validated(double found, int faults)
        => faults > 0 ? this with { FaultyValidations = FaultyValidations + 1 }
            : found > BestReturn ? this with { BestReturn = found, BestIteration = Iteration, BestParameters = Parameters } : this;
}
