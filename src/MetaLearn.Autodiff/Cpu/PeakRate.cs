using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MetaLearn.Autodiff.Cpu;

/// <summary>The rate of fused multiply-adds that one thread reaches with every operand in a register: what kernels are measured against.</summary>
internal static class PeakRate
{
    private const int StepsATrial = 20_000;
    private const int Accumulators = 12;

    /// <summary>Measures for about <paramref name="duration"/> and takes the fastest tenth's limit of many short trials.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="duration">Time to spend; at least one trial (tens of microseconds) is always run.</param>
    /// <returns>Billions of floating-point operations a second on the calling thread, a multiply-add counted as two.</returns>
    public static double MeasureGigaflops<T>(TimeSpan duration)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Vector512.IsHardwareAccelerated
            ? Measure<T, Vector512<T>, GemmLanes512<T>>(duration)
            : Measure<T, Vector<T>, GemmLanesNative<T>>(duration);

    private static double Measure<T, TVector, TLanes>(TimeSpan duration)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TVector : struct
        where TLanes : IGemmLanes<TVector, T>
    {
        // Values that neither grow nor vanish: x → x/2 + 1/2 stays at 1.
        var half = T.One / (T.One + T.One);
        var trials = new List<double>();
        // Compiling is no part of a trial.
        GC.KeepAlive(Chains<T, TVector, TLanes>(TLanes.Broadcast(half), TLanes.Broadcast(half)));
        var start = Stopwatch.GetTimestamp();
        do
        {
            var trial = Stopwatch.GetTimestamp();
            var sum = Chains<T, TVector, TLanes>(TLanes.Broadcast(half), TLanes.Broadcast(half));
            trials.Add(Stopwatch.GetElapsedTime(trial).TotalNanoseconds);
            GC.KeepAlive(sum);
        }
        while (Stopwatch.GetElapsedTime(start) < duration);
        trials.Sort();

        // Not the best: on virtual machines a clock correction makes single trials look many times too fast.
        return 2.0 * Accumulators * TLanes.Count * StepsATrial / trials[trials.Count / 10];
    }

    /// <summary>Twelve chains: more than latency times issue width on every processor at hand, few enough for 16 registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static TVector Chains<T, TVector, TLanes>(TVector x, TVector y)
        where T : unmanaged
        where TVector : struct
        where TLanes : IGemmLanes<TVector, T>
    {
        TVector a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (var step = 0; step < StepsATrial; step++)
        {
            a = TLanes.MultiplyAdd(a, x, y);
            b = TLanes.MultiplyAdd(b, x, y);
            c = TLanes.MultiplyAdd(c, x, y);
            d = TLanes.MultiplyAdd(d, x, y);
            e = TLanes.MultiplyAdd(e, x, y);
            f = TLanes.MultiplyAdd(f, x, y);
            g = TLanes.MultiplyAdd(g, x, y);
            h = TLanes.MultiplyAdd(h, x, y);
            i = TLanes.MultiplyAdd(i, x, y);
            j = TLanes.MultiplyAdd(j, x, y);
            k = TLanes.MultiplyAdd(k, x, y);
            l = TLanes.MultiplyAdd(l, x, y);
        }

        a = TLanes.MultiplyAdd(a, b, TLanes.MultiplyAdd(c, d, TLanes.MultiplyAdd(e, f, g)));
        return TLanes.MultiplyAdd(a, h, TLanes.MultiplyAdd(i, j, TLanes.MultiplyAdd(k, l, y)));
    }
}
