using System.Runtime.CompilerServices;

namespace MetaLearn.Autodiff.Cpu;

/// <summary>A stretch of a sum of products: <paramref name="Length"/> terms, whose first lie at these offsets.</summary>
/// <param name="A">In elements from each row's pointer.</param>
/// <param name="B">In elements from B.</param>
/// <param name="Length">At least 1.</param>
internal readonly record struct GatherRun(int A, int B, int Length);

/// <summary>What all tiles of one panel of columns share.</summary>
internal readonly unsafe ref struct GatherPanel<T>
    where T : unmanaged
{
    /// <summary>What is summed, in order.</summary>
    public required ReadOnlySpan<GatherRun> Runs { get; init; }

    /// <summary>From a term to the next in A.</summary>
    public required nint AStep { get; init; }

    public required T* B { get; init; }

    /// <summary>From a term to the next in B.</summary>
    public required nint BStep { get; init; }

    /// <summary>The panel's first column in B and C.</summary>
    public required nint Column { get; init; }

    /// <summary>Where the last register of a row starts.</summary>
    public required nint Last { get; init; }

    /// <summary>Whether the sums go on from what C holds.</summary>
    public required bool Continue { get; init; }
}

/// <summary>Runs tiles of one row kind over a list of rows.</summary>
internal static unsafe class GatherSweep<TRow, T>
    where TRow : struct, IGemmRow<TRow, T>
    where T : unmanaged
{
    /// <summary>All rows, in tiles as equal as can be.</summary>
    public static void Run(int m, int maximumRows, T** a, T** c, in GatherPanel<T> panel)
    {
        var tiles = (m + maximumRows - 1) / maximumRows;
        var (rows, taller) = Math.DivRem(m, tiles);
        if (taller > 0) Dispatch<GatherSingle<TRow, T>>(rows + 1, taller, a, c, panel);
        var done = taller * (rows + 1);
        Dispatch<GatherSingle<TRow, T>>(rows, tiles - taller, a + done, c + done, panel);
    }

    private static void Dispatch<TOne>(int rows, int tiles, T** a, T** c, in GatherPanel<T> panel)
        where TOne : struct, IGatherTile<TOne, TRow, T>
        => Dispatch<TOne, GatherPair<TOne, TOne, TRow, T>>(rows, tiles, a, c, panel);

    private static void Dispatch<TOne, TTwo>(int rows, int tiles, T** a, T** c, in GatherPanel<T> panel)
        where TOne : struct, IGatherTile<TOne, TRow, T>
        where TTwo : struct, IGatherTile<TTwo, TRow, T>
        => Dispatch<TOne, TTwo, GatherPair<TTwo, TTwo, TRow, T>>(rows, tiles, a, c, panel);

    private static void Dispatch<TOne, TTwo, TFour>(int rows, int tiles, T** a, T** c, in GatherPanel<T> panel)
        where TOne : struct, IGatherTile<TOne, TRow, T>
        where TTwo : struct, IGatherTile<TTwo, TRow, T>
        where TFour : struct, IGatherTile<TFour, TRow, T>
    {
        switch (rows)
        {
            case 1: Tiles<TOne>(tiles, a, c, panel); break;
            case 2: Tiles<TTwo>(tiles, a, c, panel); break;
            case 3: Tiles<GatherPair<TTwo, TOne, TRow, T>>(tiles, a, c, panel); break;
            case 4: Tiles<TFour>(tiles, a, c, panel); break;
            case 5: Tiles<GatherPair<TFour, TOne, TRow, T>>(tiles, a, c, panel); break;
            case 6: Tiles<GatherPair<TFour, TTwo, TRow, T>>(tiles, a, c, panel); break;
            case 7: Tiles<GatherPair<TFour, GatherPair<TTwo, TOne, TRow, T>, TRow, T>>(tiles, a, c, panel); break;
            default: Tiles<GatherPair<TFour, TFour, TRow, T>>(tiles, a, c, panel); break;
        }
    }

    // Compiled at once with full optimisation: at the first tier the tile's registers would all be memory.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Tiles<TTile>(int tiles, T** a, T** c, in GatherPanel<T> panel)
        where TTile : struct, IGatherTile<TTile, TRow, T>
    {
        var (aStep, bStep, column, last) = (panel.AStep, panel.BStep, panel.Column, panel.Last);
        var b = panel.B + column;
        for (; tiles > 0; tiles--, a += TTile.Rows, c += TTile.Rows)
        {
            // All of C is read before any of it is written: overlapping registers see the old values.
            var sum = panel.Continue ? TTile.Load(c, column, last) : default;
            foreach (ref readonly var run in panel.Runs)
            {
                nint offset = run.A;
                var row = b + run.B;
                for (var left = run.Length; left > 0; left--, offset += aStep, row += bStep)
                    sum = TTile.MultiplyAdd(a, offset, TRow.Load(row, last), sum);
            }
            TTile.Store(sum, c, column, last);
        }
    }
}
