namespace MetaLearn.Benchmarks;

/// <summary>How many times as fast several threads are as one.</summary>
/// <param name="Median">Over the turns that count; NaN where none does.</param>
/// <param name="Turns">In all.</param>
/// <param name="Counted">Those in which the machine had a core for every thread: plain arithmetic on all threads reached nine tenths of what so many cores do.</param>
public sealed record ScalingResult(double Median, int Turns, int Counted);
