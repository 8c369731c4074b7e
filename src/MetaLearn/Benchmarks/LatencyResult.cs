namespace MetaLearn.Benchmarks;

/// <summary>What a <see cref="LatencyCase"/> measured, on one thread.</summary>
/// <param name="Name">Of the case.</param>
/// <param name="MedianMicroseconds">Of one call.</param>
/// <param name="P99Microseconds">99th percentile of one call.</param>
/// <param name="StateBytes">Bytes of one adapted model: state and support set.</param>
/// <param name="HeapBytes">Bytes of managed memory for each of ten thousand models held at once, objects and all; null in the other cases.</param>
/// <param name="MillisecondsForAll">Time to adapt all ten thousand; null in the other cases.</param>
public sealed record LatencyResult(string Name, double MedianMicroseconds, double P99Microseconds, long StateBytes, long? HeapBytes, double? MillisecondsForAll);
