using System.Runtime.CompilerServices;

namespace MetaLearn.Autodiff.Cpu;

/// <summary>What all tiles of one column panel share: the panel of B, the strides, and where the last register of a row starts.</summary>
internal readonly unsafe struct GemmPanel<T>
    where T : unmanaged
{
    public required int Depth { get; init; }

    public required nint ARow { get; init; }

    public required nint AColumn { get; init; }

    public required T* B { get; init; }

    public required nint BRow { get; init; }

    public required nint BLast { get; init; }

    public required nint CRow { get; init; }

    public required nint CLast { get; init; }

    /// <summary>Whether the sums go on from what C holds.</summary>
    public required bool Continue { get; init; }
}

/// <summary>Runs tiles of one row kind down the rows of C.</summary>
internal static unsafe class GemmSweep<TRow, T>
    where TRow : struct, IGemmRow<TRow, T>
    where T : unmanaged
{
    /// <summary>C's rows of one panel, in tiles as equal as can be: 10 rows are 5 + 5, not 8 + 2.</summary>
    public static void Run(int m, int maximumRows, T* a, T* c, in GemmPanel<T> panel)
    {
        var tiles = (m + maximumRows - 1) / maximumRows;
        var (rows, taller) = Math.DivRem(m, tiles);
        if (taller > 0)
            Dispatch<GemmSingle<TRow, T>>(rows + 1, taller, a, c, panel);
        var done = taller * (nint)(rows + 1);
        Dispatch<GemmSingle<TRow, T>>(rows, tiles - taller, a + (done * panel.ARow), c + (done * panel.CRow), panel);
    }

    private static void Dispatch<TOne>(int rows, int tiles, T* a, T* c, in GemmPanel<T> panel)
        where TOne : struct, IGemmTile<TOne, TRow, T>
        => Dispatch<TOne, GemmPair<TOne, TOne, TRow, T>>(rows, tiles, a, c, panel);

    private static void Dispatch<TOne, TTwo>(int rows, int tiles, T* a, T* c, in GemmPanel<T> panel)
        where TOne : struct, IGemmTile<TOne, TRow, T>
        where TTwo : struct, IGemmTile<TTwo, TRow, T>
        => Dispatch<TOne, TTwo, GemmPair<TTwo, TTwo, TRow, T>>(rows, tiles, a, c, panel);

    private static void Dispatch<TOne, TTwo, TFour>(int rows, int tiles, T* a, T* c, in GemmPanel<T> panel)
        where TOne : struct, IGemmTile<TOne, TRow, T>
        where TTwo : struct, IGemmTile<TTwo, TRow, T>
        where TFour : struct, IGemmTile<TFour, TRow, T>
    {
        switch (rows)
        {
            case 1: Tiles<TOne>(tiles, a, c, panel); break;
            case 2: Tiles<TTwo>(tiles, a, c, panel); break;
            case 3: Tiles<GemmPair<TTwo, TOne, TRow, T>>(tiles, a, c, panel); break;
            case 4: Tiles<TFour>(tiles, a, c, panel); break;
            case 5: Tiles<GemmPair<TFour, TOne, TRow, T>>(tiles, a, c, panel); break;
            case 6: Tiles<GemmPair<TFour, TTwo, TRow, T>>(tiles, a, c, panel); break;
            case 7: Tiles<GemmPair<TFour, GemmPair<TTwo, TOne, TRow, T>, TRow, T>>(tiles, a, c, panel); break;
            default: Tiles<GemmPair<TFour, TFour, TRow, T>>(tiles, a, c, panel); break;
        }
    }

    // Compiled at once with full optimisation: at the first tier the tile's registers would all be memory.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tiles<TTile>(int tiles, T* a, T* c, in GemmPanel<T> panel)
        where TTile : struct, IGemmTile<TTile, TRow, T>
    {
        var (aRow, aColumn, bRow, bLast) = (panel.ARow, panel.AColumn, panel.BRow, panel.BLast);
        for (; tiles > 0; tiles--, a += TTile.Rows * aRow, c += TTile.Rows * panel.CRow)
        {
            // All of C is read before any of it is written: overlapping registers see the old values.
            var sum = panel.Continue ? TTile.Load(c, panel.CRow, panel.CLast) : default;
            var column = a;
            var row = panel.B;
            for (var depth = panel.Depth; depth > 0; depth--, column += aColumn, row += bRow)
                sum = TTile.MultiplyAdd(column, aRow, TRow.Load(row, bLast), sum);
            TTile.Store(sum, c, panel.CRow, panel.CLast);
        }
    }
}
