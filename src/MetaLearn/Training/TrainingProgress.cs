namespace MetaLearn.Training;

/// <summary>What a training run reports at every log line.</summary>
/// <param name="Iteration">Outer steps done.</param>
/// <param name="Iterations">Outer steps in all.</param>
/// <param name="MetaLoss">Mean meta-loss since the last line; NaN when there was no iteration since.</param>
/// <param name="LearningRate">β of the last iteration.</param>
/// <param name="Validation">Query loss after the training number of inner steps, on the validation episodes; null when nothing is validated.</param>
/// <param name="IsBest">Whether this validation is the best so far.</param>
/// <param name="State">To be saved; continuing from it gives the same bits.</param>
public sealed record TrainingProgress(
    long Iteration, long Iterations, double MetaLoss, double LearningRate, Estimate? Validation, bool IsBest, TrainingState State);
