using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

/// <summary>What the processor can do at most: the yardstick of speed tables.</summary>
public static class ArithmeticPeak
{
    private static readonly TimeSpan Duration = TimeSpan.FromMilliseconds(100);

    /// <summary>Rate of single-precision fused multiply-adds with all operands in registers, summed over threads that run at once.</summary>
    /// <param name="threads">At least 1.</param>
    /// <returns>10⁹ floating-point operations a second, a multiply-add counting as two.</returns>
    public static double Measure(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        var rates = new double[threads];
        var others = Enumerable.Range(1, threads - 1).Select(i => new Thread(() => rates[i] = PeakRate.MeasureGigaflops<float>(Duration))).ToList();
        others.ForEach(thread => thread.Start());
        rates[0] = PeakRate.MeasureGigaflops<float>(Duration);
        others.ForEach(thread => thread.Join());
        return rates.Sum();
    }
}
