using System.Numerics;
using System.Runtime.Intrinsics;

namespace MetaLearn.Autodiff.Cpu;

/// <summary>
/// A matrix product whose left rows and whose result's rows lie anywhere: what a convolution is without copying its pictures apart. Every element of C is
/// one chain of fused multiply-adds in the order of the runs, so its bits depend on the numbers alone, as those of <see cref="Gemm"/>.
/// </summary>
internal static unsafe class GatherProduct
{
    // B's part for one pass over the rows stays in the second-level cache.
    private const int BytesABlock = 256 * 1024;

    /// <summary><c>C[m, j] = Σ A[m, k]·B[k, j]</c> over the terms k of the runs.</summary>
    /// <param name="m">Rows.</param>
    /// <param name="a">Where each row's A begins.</param>
    /// <param name="aStep">From a term to the next in A.</param>
    /// <param name="b">B; the columns of a term are adjacent.</param>
    /// <param name="bStep">From a term to the next in B.</param>
    /// <param name="c">Where each row of C begins; columns are adjacent. C overlaps neither input.</param>
    /// <param name="n">Columns.</param>
    /// <param name="runs">The terms; none gives zeros.</param>
    /// <param name="accumulate">Whether to go on from what C holds rather than from zero.</param>
    public static void Multiply<T>(int m, T** a, nint aStep, T* b, nint bStep, T** c, int n, ReadOnlySpan<GatherRun> runs, bool accumulate = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated && n >= Vector512<T>.Count) Blocks<T, Vector512<T>, GemmLanes512<T>>(m, a, aStep, b, bStep, c, n, runs, accumulate);
        else if (n >= Vector<T>.Count) Blocks<T, Vector<T>, GemmLanesNative<T>>(m, a, aStep, b, bStep, c, n, runs, accumulate);
        else Blocks<T, T, GemmLanesOne<T>>(m, a, aStep, b, bStep, c, n, runs, accumulate);
    }

    private static void Blocks<T, TVector, TLanes>(int m, T** a, nint aStep, T* b, nint bStep, T** c, int n, ReadOnlySpan<GatherRun> runs, bool accumulate)
        where T : unmanaged
        where TVector : struct
        where TLanes : IGemmLanes<TVector, T>
    {
        if (m == 0 || (accumulate && runs.IsEmpty)) return;
        // Four registers a row need six rows to be fed; with 16 registers in all two are better.
        var widest = TLanes.Accumulators >= 24 ? 4 : 2;
        var vectors = (n + TLanes.Count - 1) / TLanes.Count;
        var panels = (vectors + widest - 1) / widest;
        for (var panel = 0; panel < panels; panel++)
        {
            // Thinner panels come first, so that the last one, whose last register may overlap, has two registers or more.
            var (first, end) = (panel * vectors / panels, (panel + 1) * vectors / panels);
            var column = first * TLanes.Count;
            var last = Math.Min(n, end * TLanes.Count) - TLanes.Count - column;
            var longest = Math.Max(1, BytesABlock / ((end - first) * TLanes.Count * sizeof(T)));
            var start = 0;
            do
            {
                var (stop, terms) = (start, 0);
                while (stop < runs.Length && (stop == start || terms + runs[stop].Length <= longest)) terms += runs[stop++].Length;
                var part = new GatherPanel<T>
                {
                    Runs = runs[start..stop],
                    AStep = aStep,
                    B = b,
                    BStep = bStep,
                    Column = column,
                    Last = last,
                    Continue = accumulate || start > 0,
                };
                Sweep<T, TVector, TLanes>(end - first, m, a, c, part);
                start = stop;
            }
            while (start < runs.Length);
        }
    }

    private static void Sweep<T, TVector, TLanes>(int vectors, int m, T** a, T** c, in GatherPanel<T> panel)
        where T : unmanaged
        where TVector : struct
        where TLanes : IGemmLanes<TVector, T>
    {
        var tallest = Math.Min(8, TLanes.Accumulators / vectors);
        if (vectors == 1) GatherSweep<GemmRow1<T, TVector, TLanes>, T>.Run(m, tallest, a, c, panel);
        else if (vectors == 2) GatherSweep<GemmRow2<T, TVector, TLanes>, T>.Run(m, tallest, a, c, panel);
        else if (vectors == 3) GatherSweep<GemmRow3<T, TVector, TLanes>, T>.Run(m, tallest, a, c, panel);
        else GatherSweep<GemmRow4<T, TVector, TLanes>, T>.Run(m, tallest, a, c, panel);
    }
}
