namespace MetaLearn.Algorithms;

/// <summary>
/// A learner adapted to one support set: what the support set determined (θ′ for MAML), ready to predict. Immutable and thread-safe;
/// made by <see cref="TrainedModel.Adapt(ReadOnlySpan{float}, ReadOnlySpan{float})"/>.
/// </summary>
public sealed class AdaptedModel
{
    private readonly PredictionPart part;
    private readonly float[][] state;

    internal AdaptedModel(PredictionPart part, float[][] state) => (this.part, this.state) = (part, state);

    /// <summary>Bytes of the adapted state.</summary>
    public long Bytes => state.Sum(values => (long)values.Length * sizeof(float));

    /// <summary>The adapted state: the values that depend on the support set and are needed to predict.</summary>
    public IReadOnlyList<ReadOnlyMemory<float>> State => [.. state.Select(values => new ReadOnlyMemory<float>(values))];

    /// <summary>Predictions for any number of rows.</summary>
    /// <param name="x"><c>[rows, ..XRow]</c>, row-major, at least one row.</param>
    /// <returns><c>[rows, ..]</c>, row-major.</returns>
    /// <exception cref="ArgumentException">x is no whole number of rows, or none.</exception>
    public float[] Predict(ReadOnlySpan<float> x) => part.Run(state, x);
}
