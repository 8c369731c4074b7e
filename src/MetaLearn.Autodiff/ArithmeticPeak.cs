using System.Diagnostics;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

/// <summary>What the processor can do at most: the yardstick of speed tables.</summary>
public static class ArithmeticPeak
{
    // About five milliseconds.
    private const int TrialsOfWork = 75;

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

    /// <summary>
    /// How many threads' worth of arithmetic the machine gives to several threads at this moment: their number, unless others use its cores or a core's clock falls when all work.
    /// </summary>
    /// <param name="threads">At least 1.</param>
    /// <returns>One thread's time for a fixed amount of work, by the time in which each of them does as much; some milliseconds are spent.</returns>
    public static double Available(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        var alone = Time(1);
        return threads * alone / Time(threads);

        static double Time(int threads)
        {
            var others = Enumerable.Range(1, threads - 1).Select(_ => new Thread(Work)).ToList();
            var start = Stopwatch.GetTimestamp();
            others.ForEach(thread => thread.Start());
            Work();
            others.ForEach(thread => thread.Join());
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        static void Work()
        {
            for (var i = 0; i < TrialsOfWork; i++) PeakRate.MeasureGigaflops<float>(TimeSpan.Zero);
        }
    }
}
