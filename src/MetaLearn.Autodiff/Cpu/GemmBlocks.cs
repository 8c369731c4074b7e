using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MetaLearn.Autodiff.Cpu;

/// <summary>
/// One matrix product for one register width: blocks of depth that keep a strip of A in the first cache, column panels of up to
/// three registers, and packing where B's rows are not contiguous or too far apart.
/// </summary>
internal static unsafe class GemmBlocks<T, TVector, TLanes>
    where T : unmanaged
    where TVector : struct
    where TLanes : IGemmLanes<TVector, T>
{
    private const int VectorsAPanel = 3;

    private const int TallestTile = 8;

    private const int DepthABlock = 384;

    // Below these sizes reading B where it lies is cheaper than copying it first.
    private const int RowsWorthPacking = 48;
    private const int BytesWorthPacking = 48 * 1024;

    /// <summary>Elements of scratch that <see cref="Multiply"/> may use for any layout of these sizes.</summary>
    public static int ScratchLength(int m, int n, int k)
    {
        var columns = n == 1 ? m : n;
        var vectors = Math.Clamp((columns + TLanes.Count - 1) / TLanes.Count, 1, VectorsAPanel);
        return ((Math.Min(k, DepthABlock) * vectors) + TallestTile) * TLanes.Count;
    }

    public static void Multiply(
        int m, int n, int k, T* a, nint aRow, nint aColumn, T* b, nint bRow, nint bColumn, T* c, nint cRow, bool accumulate, T* scratch)
    {
        if (n == 1 && m > 1 && cRow == 1)
        {
            // A single column that is contiguous is better a single row: Cᵀ = Bᵀ Aᵀ.
            Multiply(1, m, k, b, bColumn, bRow, a, aColumn, aRow, c, m, accumulate, scratch);
            return;
        }

        for (var start = 0; start < k; start += DepthABlock)
        {
            var depth = Math.Min(DepthABlock, k - start);
            var aBlock = a + (start * aColumn);
            var bBlock = b + (start * bRow);
            if (n < TLanes.Count)
                Narrow(m, n, depth, aBlock, aRow, aColumn, bBlock, bRow, bColumn, c, cRow, accumulate || start > 0, scratch);
            else
                Wide(m, n, depth, aBlock, aRow, aColumn, bBlock, bRow, bColumn, c, cRow, accumulate || start > 0, scratch);
        }
    }

    private static void Wide(
        int m, int n, int depth, T* a, nint aRow, nint aColumn, T* b, nint bRow, nint bColumn, T* c, nint cRow, bool goOn, T* scratch)
    {
        var vectors = (n + TLanes.Count - 1) / TLanes.Count;
        var panels = (vectors + VectorsAPanel - 1) / VectorsAPanel;
        var pack = bColumn != 1 || (m >= RowsWorthPacking && (long)n * depth * sizeof(T) > BytesWorthPacking);
        for (var panel = 0; panel < panels; panel++)
        {
            // Thinner panels come first, so that the last one, whose last register may overlap, has two registers or more.
            var (first, end) = (panel * vectors / panels, (panel + 1) * vectors / panels);
            var column = first * TLanes.Count;
            var last = Math.Min(n, end * TLanes.Count) - TLanes.Count - column;
            var packedRow = (end - first) * TLanes.Count;
            var source = b + (column * bColumn);
            if (pack)
                Pack(depth, end - first, last, source, bRow, bColumn, scratch);
            Sweep(end - first, m, a, c + column, new GemmPanel<T>
            {
                Depth = depth,
                ARow = aRow,
                AColumn = aColumn,
                B = pack ? scratch : source,
                BRow = pack ? packedRow : bRow,
                BLast = pack ? packedRow - TLanes.Count : last,
                CRow = cRow,
                CLast = last,
                Continue = goOn,
            });
        }
    }

    /// <summary>Fewer columns than a register has: B and C go through padded copies.</summary>
    private static void Narrow(
        int m, int n, int depth, T* a, nint aRow, nint aColumn, T* b, nint bRow, nint bColumn, T* c, nint cRow, bool goOn, T* scratch)
    {
        nint width = TLanes.Count;
        var tile = scratch + (depth * width);
        new Span<T>(scratch, depth * TLanes.Count).Clear();
        if (bColumn == 1)
            Copy(depth, n, b, bRow, scratch, width);
        else
            GemmTranspose.Run(n, depth, b, bColumn, scratch, width);

        for (var row = 0; row < m; row += TallestTile)
        {
            var rows = Math.Min(TallestTile, m - row);
            var target = c + (row * cRow);
            if (goOn)
                Copy(rows, n, target, cRow, tile, width);
            Sweep(1, rows, a + (row * aRow), tile, new GemmPanel<T>
            {
                Depth = depth,
                ARow = aRow,
                AColumn = aColumn,
                B = scratch,
                BRow = width,
                BLast = 0,
                CRow = width,
                CLast = 0,
                Continue = goOn,
            });
            Copy(rows, n, tile, width, target, cRow);
        }
    }

    private static void Sweep(int vectors, int m, T* a, T* c, in GemmPanel<T> panel)
    {
        var tallest = Math.Min(TallestTile, TLanes.Accumulators / vectors);
        if (vectors == 1)
            GemmSweep<GemmRow1<T, TVector, TLanes>, T>.Run(m, tallest, a, c, panel);
        else if (vectors == 2)
            GemmSweep<GemmRow2<T, TVector, TLanes>, T>.Run(m, tallest, a, c, panel);
        else
            GemmSweep<GemmRow3<T, TVector, TLanes>, T>.Run(m, tallest, a, c, panel);
    }

    /// <summary>Copies a panel of B into rows of whole registers, the overlapping one included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Pack(int depth, int vectors, nint last, T* source, nint bRow, nint bColumn, T* panel)
    {
        var width = vectors * TLanes.Count;
        for (var vector = 0; vector < vectors; vector++, panel += TLanes.Count)
        {
            var column = vector == vectors - 1 ? last : vector * TLanes.Count;
            if (bColumn != 1)
            {
                GemmTranspose.Run(TLanes.Count, depth, source + (column * bColumn), bColumn, panel, width);
                continue;
            }

            for (nint k = 0; k < depth; k++)
                TLanes.Store(TLanes.Load(source + (k * bRow) + column), panel + (k * width));
        }
    }

    /// <summary>Copies rows of fewer elements than a register of this width has, by two overlapping halves or quarters.</summary>
    private static void Copy(int rows, int columns, T* source, nint sourceRow, T* destination, nint destinationRow)
    {
        for (; rows > 0; rows--, source += sourceRow, destination += destinationRow)
        {
            if (columns >= Vector256<T>.Count)
            {
                var (head, tail) = (Vector256.Load(source), Vector256.Load(source + columns - Vector256<T>.Count));
                head.Store(destination);
                tail.Store(destination + columns - Vector256<T>.Count);
            }
            else if (columns >= Vector128<T>.Count)
            {
                var (head, tail) = (Vector128.Load(source), Vector128.Load(source + columns - Vector128<T>.Count));
                head.Store(destination);
                tail.Store(destination + columns - Vector128<T>.Count);
            }
            else
            {
                for (var column = 0; column < columns; column++)
                    destination[column] = source[column];
            }
        }
    }
}
