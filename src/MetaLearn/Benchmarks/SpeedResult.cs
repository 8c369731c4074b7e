namespace MetaLearn.Benchmarks;

/// <summary>What a <see cref="SpeedCase"/> measured.</summary>
/// <param name="Name">Of the case.</param>
/// <param name="Order">2 for exact MAML, 1 for first-order.</param>
/// <param name="Episodes">Meta-batch.</param>
/// <param name="Threads">Threads.</param>
/// <param name="MillisecondsPerIteration">Median of one outer iteration.</param>
/// <param name="Gigaflops">10⁹ floating-point operations a second, a multiply-add counting as two.</param>
/// <param name="PeakBytes">Bytes of all values while training.</param>
public sealed record SpeedResult(string Name, int Order, int Episodes, int Threads, double MillisecondsPerIteration, double Gigaflops, long PeakBytes);
