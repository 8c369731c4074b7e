using MetaLearn.Reinforcement.Rollouts;

namespace MetaLearn.Reinforcement.Learning;

/// <summary>How policies are measured on goals. Defaults are the published half-cheetah's: three steps on twenty trajectories each.</summary>
public sealed record PolicyEvaluation
{
    /// <summary>Inner steps: at least 0; 3 by default.</summary>
    public int Steps { get; init => field = Require.NotNegative(value); } = 3;

    /// <summary>Trajectories of each goal, for each step and each measurement: at least 1; 20 by default.</summary>
    public int Trajectories { get; init => field = Require.Positive(value); } = 20;

    /// <summary>Multiplies α in the steps that training had too, at least the first: positive; 1 by default.</summary>
    public double FirstRateFactor { get; init => field = Require.Positive(value); } = 1;

    /// <summary>Multiplies α in the later steps: positive; ½ by default, as published.</summary>
    public double LaterRateFactor { get; init => field = Require.Positive(value); } = 0.5;

    /// <summary>Whether <see cref="PolicyReturns.Restarted"/> is measured too, with trajectories of its own; false by default.</summary>
    public bool CountsRestarts { get; init; }

    /// <summary>From rewards to advantages.</summary>
    public Credit Credit { get; init; } = new();

    /// <summary>All randomness follows from it.</summary>
    public ulong Seed { get; init; }

    /// <summary>At least 1; makes no difference to the result.</summary>
    public int Threads { get; init => field = Require.Positive(value); } = System.Environment.ProcessorCount;

    /// <summary>What multiplies α in an inner step: those that training had, or the first, are not later ones.</summary>
    /// <param name="step">0, 1, ….</param>
    /// <param name="trained">Inner steps of the training.</param>
    internal double RateFactor(int step, int trained) => step < Math.Max(1, trained) ? FirstRateFactor : LaterRateFactor;
}
