using System.Numerics;
using System.Runtime.Intrinsics;

namespace MetaLearn.Autodiff.Cpu;

/// <summary>
/// The matrix product. Every element of C is one chain of fused multiply-adds in ascending k, begun at zero or at what C holds:
/// <c>c ← fma(A[m, k], B[k, n], c)</c>. So the bits depend on the numbers alone: not on the tile an element falls in, the layout, the
/// register width, the alignment, or how rows and episodes are grouped into calls.
/// </summary>
internal static unsafe class Gemm
{
    /// <summary>Elements of scratch that a product (or a batch of them) of these sizes needs at most, in any layout.</summary>
    /// <param name="m">Rows of A and C.</param>
    /// <param name="n">Columns of B and C.</param>
    /// <param name="k">Columns of A, rows of B.</param>
    /// <param name="episodes">Products in one batch.</param>
    public static int ScratchLength<T>(int m, int n, int k, int episodes = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Vector512.IsHardwareAccelerated
            ? ScratchLength<T, Vector512<T>, GemmLanes512<T>>(m, n, k, episodes)
            : ScratchLength<T, Vector<T>, GemmLanesNative<T>>(m, n, k, episodes);

    /// <summary><c>C[m, n] = Σₖ A[m, k]·B[k, n]</c>, or added to C. Strides are in elements. C overlaps neither input.</summary>
    /// <param name="m">Rows of A and C.</param>
    /// <param name="n">Columns of B and C.</param>
    /// <param name="k">Columns of A, rows of B; 0 gives zeros, or leaves C as it is when accumulating.</param>
    /// <param name="a">A's first element.</param>
    /// <param name="aRow">From a row of A to the next; 1 when A is given transposed.</param>
    /// <param name="aColumn">From a column of A to the next; 1 when A is row-major.</param>
    /// <param name="b">B's first element.</param>
    /// <param name="bRow">From a row of B to the next; 1 when B is given transposed.</param>
    /// <param name="bColumn">From a column of B to the next; 1 when B is row-major.</param>
    /// <param name="c">C's first element; its columns are adjacent.</param>
    /// <param name="cRow">From a row of C to the next, at least n.</param>
    /// <param name="accumulate">Whether to go on from what C holds rather than from zero.</param>
    /// <param name="scratch">At least <see cref="ScratchLength{T}(int, int, int, int)"/> elements that nothing else uses meanwhile.</param>
    public static void Multiply<T>(
        int m, int n, int k, T* a, nint aRow, nint aColumn, T* b, nint bRow, nint bColumn, T* c, nint cRow, bool accumulate, T* scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => MultiplyBatch(1, m, n, k, a, aRow, aColumn, 0, b, bRow, bColumn, 0, c, cRow, 0, accumulate, scratch);

    /// <summary>
    /// One product an episode; <c>aEpisode</c>, <c>bEpisode</c>, <c>cEpisode</c> lead from an episode's matrix to the next, 0 for a shared one.
    /// A shared C receives the sum over the episodes, in their order.
    /// </summary>
    public static void MultiplyBatch<T>(
        int episodes, int m, int n, int k,
        T* a, nint aRow, nint aColumn, nint aEpisode,
        T* b, nint bRow, nint bColumn, nint bEpisode,
        T* c, nint cRow, nint cEpisode, bool accumulate, T* scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated)
        {
            MultiplyBatch<T, Vector512<T>, GemmLanes512<T>>(
                episodes, m, n, k, a, aRow, aColumn, aEpisode, b, bRow, bColumn, bEpisode, c, cRow, cEpisode, accumulate, scratch);
        }
        else
        {
            MultiplyBatch<T, Vector<T>, GemmLanesNative<T>>(
                episodes, m, n, k, a, aRow, aColumn, aEpisode, b, bRow, bColumn, bEpisode, c, cRow, cEpisode, accumulate, scratch);
        }
    }

    internal static int ScratchLength<T, TVector, TLanes>(int m, int n, int k, int episodes)
        where T : unmanaged
        where TVector : struct
        where TLanes : IGemmLanes<TVector, T>
        // A batch may be taken as one product with all episodes' rows, or with all episodes' terms.
        => Math.Max(
            GemmBlocks<T, TVector, TLanes>.ScratchLength(checked(m * episodes), n, k),
            GemmBlocks<T, TVector, TLanes>.ScratchLength(m, n, checked(k * episodes)));

    internal static void MultiplyBatch<T, TVector, TLanes>(
        int episodes, int m, int n, int k,
        T* a, nint aRow, nint aColumn, nint aEpisode,
        T* b, nint bRow, nint bColumn, nint bEpisode,
        T* c, nint cRow, nint cEpisode, bool accumulate, T* scratch)
        where T : unmanaged
        where TVector : struct
        where TLanes : IGemmLanes<TVector, T>
    {
        if (episodes > 1 && bEpisode == 0 && aEpisode == m * aRow && cEpisode == m * cRow)
            (m, episodes) = (m * episodes, 1);
        else if (episodes > 1 && cEpisode == 0 && aEpisode == k * aColumn && bEpisode == k * bRow)
            (k, episodes) = (k * episodes, 1);

        for (var episode = 0; episode < episodes; episode++)
        {
            var goOn = accumulate || (cEpisode == 0 && episode > 0);
            if (k == 0 && !goOn)
                Clear(m, n, c, cRow);
            else if (m > 0 && n > 0)
                GemmBlocks<T, TVector, TLanes>.Multiply(m, n, k, a, aRow, aColumn, b, bRow, bColumn, c, cRow, goOn, scratch);
            a += aEpisode;
            b += bEpisode;
            c += cEpisode;
        }
    }

    private static void Clear<T>(int m, int n, T* c, nint cRow)
        where T : unmanaged
    {
        for (var row = 0; row < m; row++)
            new Span<T>(c + (row * cRow), n).Clear();
    }
}
