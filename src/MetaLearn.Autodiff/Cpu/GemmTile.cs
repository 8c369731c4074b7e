using System.Runtime.CompilerServices;

namespace MetaLearn.Autodiff.Cpu;

/// <summary>A block of C in registers: rows of one kind, stacked by the type system (the compiler keeps every register of it apart).</summary>
internal unsafe interface IGemmTile<TSelf, TRow, T>
    where TSelf : struct
    where TRow : struct
    where T : unmanaged
{
    static abstract int Rows { get; }

    static abstract TSelf Load(T* source, nint stride, nint last);

    static abstract void Store(TSelf tile, T* destination, nint stride, nint last);

    /// <summary>Adds the outer product of one column of A and one row of B.</summary>
    static abstract TSelf MultiplyAdd(T* column, nint stride, TRow row, TSelf sum);
}

/// <summary>A tile of one row.</summary>
internal unsafe struct GemmSingle<TRow, T> : IGemmTile<GemmSingle<TRow, T>, TRow, T>
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
    public static GemmSingle<TRow, T> Load(T* source, nint stride, nint last) => new() { row = TRow.Load(source, last) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(GemmSingle<TRow, T> tile, T* destination, nint stride, nint last)
        => TRow.Store(tile.row, destination, last);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GemmSingle<TRow, T> MultiplyAdd(T* column, nint stride, TRow row, GemmSingle<TRow, T> sum)
        => new() { row = TRow.MultiplyAdd(*column, row, sum.row) };
}

/// <summary>One tile above another.</summary>
internal unsafe struct GemmPair<TUpper, TLower, TRow, T> : IGemmTile<GemmPair<TUpper, TLower, TRow, T>, TRow, T>
    where TUpper : struct, IGemmTile<TUpper, TRow, T>
    where TLower : struct, IGemmTile<TLower, TRow, T>
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
    public static GemmPair<TUpper, TLower, TRow, T> Load(T* source, nint stride, nint last) => new()
    {
        upper = TUpper.Load(source, stride, last),
        lower = TLower.Load(source + (TUpper.Rows * stride), stride, last),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(GemmPair<TUpper, TLower, TRow, T> tile, T* destination, nint stride, nint last)
    {
        TUpper.Store(tile.upper, destination, stride, last);
        TLower.Store(tile.lower, destination + (TUpper.Rows * stride), stride, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GemmPair<TUpper, TLower, TRow, T> MultiplyAdd(
        T* column, nint stride, TRow row, GemmPair<TUpper, TLower, TRow, T> sum) => new()
        {
            upper = TUpper.MultiplyAdd(column, stride, row, sum.upper),
            lower = TLower.MultiplyAdd(column + (TUpper.Rows * stride), stride, row, sum.lower),
        };
}
