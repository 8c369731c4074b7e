namespace MetaLearn.Benchmarks;

/// <summary>Where an iteration's time goes, on one thread.</summary>
/// <param name="Stage">What is done.</param>
/// <param name="Microseconds">An iteration.</param>
/// <param name="Gigaflops">10⁹ floating-point operations a second; null where there is next to no arithmetic.</param>
public sealed record StageTime(string Stage, double Microseconds, double? Gigaflops);
