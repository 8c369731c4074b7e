using System.Runtime.CompilerServices;

namespace MetaLearn.Autodiff.Cpu;

/// <summary>
/// One row of a tile in registers. Its last register starts <c>last</c> elements after its first, so that it may overlap the one
/// before it: any width from one register on is covered by whole registers.
/// </summary>
internal unsafe interface IGemmRow<TSelf, T>
    where TSelf : struct
    where T : unmanaged
{
    static abstract TSelf Load(T* source, nint last);

    static abstract void Store(TSelf row, T* destination, nint last);

    /// <summary>sum + factor·row, element by element.</summary>
    static abstract TSelf MultiplyAdd(T factor, TSelf row, TSelf sum);
}

internal unsafe struct GemmRow1<T, TVector, TLanes> : IGemmRow<GemmRow1<T, TVector, TLanes>, T>
    where T : unmanaged
    where TVector : struct
    where TLanes : IGemmLanes<TVector, T>
{
    private TVector first;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GemmRow1<T, TVector, TLanes> Load(T* source, nint last) => new() { first = TLanes.Load(source) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(GemmRow1<T, TVector, TLanes> row, T* destination, nint last)
        => TLanes.Store(row.first, destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GemmRow1<T, TVector, TLanes> MultiplyAdd(
        T factor, GemmRow1<T, TVector, TLanes> row, GemmRow1<T, TVector, TLanes> sum)
        => new() { first = TLanes.MultiplyAdd(TLanes.Broadcast(factor), row.first, sum.first) };
}

internal unsafe struct GemmRow2<T, TVector, TLanes> : IGemmRow<GemmRow2<T, TVector, TLanes>, T>
    where T : unmanaged
    where TVector : struct
    where TLanes : IGemmLanes<TVector, T>
{
    private TVector first;
    private TVector second;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GemmRow2<T, TVector, TLanes> Load(T* source, nint last)
        => new() { first = TLanes.Load(source), second = TLanes.Load(source + last) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(GemmRow2<T, TVector, TLanes> row, T* destination, nint last)
    {
        TLanes.Store(row.first, destination);
        TLanes.Store(row.second, destination + last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GemmRow2<T, TVector, TLanes> MultiplyAdd(
        T factor, GemmRow2<T, TVector, TLanes> row, GemmRow2<T, TVector, TLanes> sum)
    {
        var factors = TLanes.Broadcast(factor);
        return new()
        {
            first = TLanes.MultiplyAdd(factors, row.first, sum.first),
            second = TLanes.MultiplyAdd(factors, row.second, sum.second),
        };
    }
}

internal unsafe struct GemmRow3<T, TVector, TLanes> : IGemmRow<GemmRow3<T, TVector, TLanes>, T>
    where T : unmanaged
    where TVector : struct
    where TLanes : IGemmLanes<TVector, T>
{
    private TVector first;
    private TVector second;
    private TVector third;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GemmRow3<T, TVector, TLanes> Load(T* source, nint last) => new()
    {
        first = TLanes.Load(source),
        second = TLanes.Load(source + TLanes.Count),
        third = TLanes.Load(source + last),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(GemmRow3<T, TVector, TLanes> row, T* destination, nint last)
    {
        TLanes.Store(row.first, destination);
        TLanes.Store(row.second, destination + TLanes.Count);
        TLanes.Store(row.third, destination + last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GemmRow3<T, TVector, TLanes> MultiplyAdd(
        T factor, GemmRow3<T, TVector, TLanes> row, GemmRow3<T, TVector, TLanes> sum)
    {
        var factors = TLanes.Broadcast(factor);
        return new()
        {
            first = TLanes.MultiplyAdd(factors, row.first, sum.first),
            second = TLanes.MultiplyAdd(factors, row.second, sum.second),
            third = TLanes.MultiplyAdd(factors, row.third, sum.third),
        };
    }
}

internal unsafe struct GemmRow4<T, TVector, TLanes> : IGemmRow<GemmRow4<T, TVector, TLanes>, T>
    where T : unmanaged
    where TVector : struct
    where TLanes : IGemmLanes<TVector, T>
{
    private TVector first;
    private TVector second;
    private TVector third;
    private TVector fourth;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GemmRow4<T, TVector, TLanes> Load(T* source, nint last) => new()
    {
        first = TLanes.Load(source),
        second = TLanes.Load(source + TLanes.Count),
        third = TLanes.Load(source + (2 * TLanes.Count)),
        fourth = TLanes.Load(source + last),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(GemmRow4<T, TVector, TLanes> row, T* destination, nint last)
    {
        TLanes.Store(row.first, destination);
        TLanes.Store(row.second, destination + TLanes.Count);
        TLanes.Store(row.third, destination + (2 * TLanes.Count));
        TLanes.Store(row.fourth, destination + last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GemmRow4<T, TVector, TLanes> MultiplyAdd(
        T factor, GemmRow4<T, TVector, TLanes> row, GemmRow4<T, TVector, TLanes> sum)
    {
        var factors = TLanes.Broadcast(factor);
        return new()
        {
            first = TLanes.MultiplyAdd(factors, row.first, sum.first),
            second = TLanes.MultiplyAdd(factors, row.second, sum.second),
            third = TLanes.MultiplyAdd(factors, row.third, sum.third),
            fourth = TLanes.MultiplyAdd(factors, row.fourth, sum.fourth),
        };
    }
}
