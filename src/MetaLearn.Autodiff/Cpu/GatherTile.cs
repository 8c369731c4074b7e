using System.Runtime.CompilerServices;

namespace MetaLearn.Autodiff.Cpu;

/// <summary>A block of C in registers, as <see cref="IGemmTile{TSelf, TRow, T}"/>, whose rows of A and of C lie wherever their pointers say.</summary>
internal unsafe interface IGatherTile<TSelf, TRow, T>
    where TSelf : struct
    where TRow : struct
    where T : unmanaged
{
    static abstract int Rows { get; }

    static abstract TSelf Load(T** targets, nint column, nint last);

    static abstract void Store(TSelf tile, T** targets, nint column, nint last);

    /// <summary>Adds the outer product of one column of A, <paramref name="offset"/> elements after its rows' pointers, and one row of B.</summary>
    static abstract TSelf MultiplyAdd(T** sources, nint offset, TRow row, TSelf sum);
}

/// <summary>A tile of one row.</summary>
internal unsafe struct GatherSingle<TRow, T> : IGatherTile<GatherSingle<TRow, T>, TRow, T>
    where TRow : struct, IGemmRow<TRow, T>
    where T : unmanaged
{
    private TRow row;

    public static int Rows
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GatherSingle<TRow, T> Load(T** targets, nint column, nint last) => new() { row = TRow.Load(*targets + column, last) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(GatherSingle<TRow, T> tile, T** targets, nint column, nint last) => TRow.Store(tile.row, *targets + column, last);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GatherSingle<TRow, T> MultiplyAdd(T** sources, nint offset, TRow row, GatherSingle<TRow, T> sum)
        => new() { row = TRow.MultiplyAdd((*sources)[offset], row, sum.row) };
}

/// <summary>One tile above another.</summary>
internal unsafe struct GatherPair<TUpper, TLower, TRow, T> : IGatherTile<GatherPair<TUpper, TLower, TRow, T>, TRow, T>
    where TUpper : struct, IGatherTile<TUpper, TRow, T>
    where TLower : struct, IGatherTile<TLower, TRow, T>
    where TRow : struct
    where T : unmanaged
{
    private TUpper upper;
    private TLower lower;

    public static int Rows
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TUpper.Rows + TLower.Rows;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GatherPair<TUpper, TLower, TRow, T> Load(T** targets, nint column, nint last)
        => new() { upper = TUpper.Load(targets, column, last), lower = TLower.Load(targets + TUpper.Rows, column, last) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(GatherPair<TUpper, TLower, TRow, T> tile, T** targets, nint column, nint last)
    {
        TUpper.Store(tile.upper, targets, column, last);
        TLower.Store(tile.lower, targets + TUpper.Rows, column, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GatherPair<TUpper, TLower, TRow, T> MultiplyAdd(T** sources, nint offset, TRow row, GatherPair<TUpper, TLower, TRow, T> sum)
        => new() { upper = TUpper.MultiplyAdd(sources, offset, row, sum.upper), lower = TLower.MultiplyAdd(sources + TUpper.Rows, offset, row, sum.lower) };
}
