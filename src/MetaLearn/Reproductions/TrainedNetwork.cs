namespace MetaLearn.Reproductions;

/// <summary>What a training gave and took.</summary>
/// <param name="Parameters">To use.</param>
/// <param name="Time">Of meta-training, also that of earlier calls on the same folder; zero where it is not known.</param>
/// <param name="PeakBytes">Of all values while training.</param>
internal sealed record TrainedNetwork(IReadOnlyList<float[]> Parameters, TimeSpan Time, long PeakBytes);
