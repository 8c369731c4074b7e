namespace MetaLearn.Training;

/// <summary>
/// All that a training run carries from one iteration to the next. Episodes follow from (seed, iteration), so a run continued from its state
/// ends with the same bits as one that was never stopped.
/// </summary>
public sealed record TrainingState
{
    /// <summary>Outer steps done.</summary>
    public required long Iteration { get; init; }

    /// <summary>Values of the learner's parameters, in order.</summary>
    public required IReadOnlyList<float[]> Parameters { get; init; }

    /// <summary>The outer optimiser's arrays, in order.</summary>
    public required IReadOnlyList<float[]> OptimizerState { get; init; }

    /// <summary>Parameters with the lowest validation loss so far; null before the first validation.</summary>
    public IReadOnlyList<float[]>? BestParameters { get; init; }

    /// <summary>The lowest validation loss so far; infinite before the first validation.</summary>
    public double BestValidation { get; init; } = double.PositiveInfinity;

    /// <summary>Iteration of <see cref="BestParameters"/>.</summary>
    public long BestIteration { get; init; }

    /// <summary>Validations since the best one.</summary>
    public int ValidationsSinceBest { get; init; }

    /// <summary>Sum of the meta-losses since the last log line.</summary>
    public double PendingLoss { get; init; }

    /// <summary>Iterations since the last log line.</summary>
    public long PendingIterations { get; init; }

    /// <summary>What to use: the best on validation, or the last where nothing was validated.</summary>
    public IReadOnlyList<float[]> Selected => BestParameters ?? Parameters;
}
