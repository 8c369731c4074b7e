using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace MetaLearn.Autodiff.Cpu;

/// <summary>
/// Turns rows into columns: <c>destination[k, r] = source[r, k]</c>. Blocks of registers with ragged edges covered by overlap, element by
/// element only where the matrix is smaller than a block.
/// </summary>
internal static unsafe class GemmTranspose
{
    private static bool CanZip => Sse2.IsSupported || AdvSimd.Arm64.IsSupported;

    /// <summary>Source rows (and destination columns) <paramref name="rows"/>, source columns <paramref name="depth"/>; strides in elements.</summary>
    // Never part of a caller: whose budget for inlining would be spent before the shuffles, and each of them would be a call.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<T>(int rows, int depth, T* source, nint stride, T* destination, nint destinationStride)
        where T : unmanaged
    {
        var block = Vector128<T>.Count;
        if (Avx512F.IsSupported && rows == Vector512<T>.Count && depth >= 2 * block)
        {
            for (var k = 0; k < depth; k += 2 * block)
            {
                var first = Math.Min(k, depth - (2 * block));
                Block512(source + first, stride, destination + (first * destinationStride), destinationStride);
            }
        }
        else if (CanZip && rows >= block && depth >= block)
        {
            for (var row = 0; row < rows; row += block)
            {
                var from = Math.Min(row, rows - block);
                for (var k = 0; k < depth; k += block)
                {
                    var first = Math.Min(k, depth - block);
                    Block128(source + (from * stride) + first, stride, destination + (first * destinationStride) + from, destinationStride);
                }
            }
        }
        else
        {
            for (var row = 0; row < rows; row++)
            {
                for (var k = 0; k < depth; k++)
                    destination[(k * destinationStride) + row] = source[(row * stride) + k];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block128<T>(T* source, nint stride, T* destination, nint destinationStride)
        where T : unmanaged
    {
        var row0 = Vector128.Load(source);
        var row1 = Vector128.Load(source + stride);
        if (Vector128<T>.Count == 2)
        {
            ZipLow(row0, row1).Store(destination);
            ZipHigh(row0, row1).Store(destination + destinationStride);
            return;
        }

        var row2 = Vector128.Load(source + (2 * stride));
        var row3 = Vector128.Load(source + (3 * stride));
        var (even0, even1) = (ZipLow(row0, row2), ZipHigh(row0, row2));
        var (odd0, odd1) = (ZipLow(row1, row3), ZipHigh(row1, row3));
        ZipLow(even0, odd0).Store(destination);
        ZipHigh(even0, odd0).Store(destination + destinationStride);
        ZipLow(even1, odd1).Store(destination + (2 * destinationStride));
        ZipHigh(even1, odd1).Store(destination + (3 * destinationStride));
    }

    /// <summary>
    /// As many rows as a 512-bit register has elements, half as many columns: each half of the rows is zipped in its 128-bit lanes, which
    /// then hold columns c and c + half; the last shuffle puts the halves' lanes of one column together.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block512<T>(T* source, nint stride, T* destination, nint destinationStride)
        where T : unmanaged
    {
        var half = Vector128<T>.Count;
        var lower = source + (2 * half * stride);
        if (half == 2)
        {
            var (upper0, upper1) = (Pair(source, stride), Pair(source + stride, stride));
            var (lower0, lower1) = (Pair(lower, stride), Pair(lower + stride, stride));
            StoreColumns(ZipLow(upper0, upper1), ZipLow(lower0, lower1), destination, destinationStride);
            StoreColumns(ZipHigh(upper0, upper1), ZipHigh(lower0, lower1), destination + destinationStride, destinationStride);
            return;
        }

        var (upperEven, upperOdd) = (Pair(source, stride), Pair(source + stride, stride));
        var (upperEven2, upperOdd2) = (Pair(source + (2 * stride), stride), Pair(source + (3 * stride), stride));
        var (lowerEven, lowerOdd) = (Pair(lower, stride), Pair(lower + stride, stride));
        var (lowerEven2, lowerOdd2) = (Pair(lower + (2 * stride), stride), Pair(lower + (3 * stride), stride));
        var (upper01, upper01Odd) = (ZipLow(upperEven, upperEven2), ZipLow(upperOdd, upperOdd2));
        var (lower01, lower01Odd) = (ZipLow(lowerEven, lowerEven2), ZipLow(lowerOdd, lowerOdd2));
        StoreColumns(ZipLow(upper01, upper01Odd), ZipLow(lower01, lower01Odd), destination, destinationStride);
        StoreColumns(ZipHigh(upper01, upper01Odd), ZipHigh(lower01, lower01Odd), destination + destinationStride, destinationStride);
        var (upper23, upper23Odd) = (ZipHigh(upperEven, upperEven2), ZipHigh(upperOdd, upperOdd2));
        var (lower23, lower23Odd) = (ZipHigh(lowerEven, lowerEven2), ZipHigh(lowerOdd, lowerOdd2));
        StoreColumns(ZipLow(upper23, upper23Odd), ZipLow(lower23, lower23Odd), destination + (2 * destinationStride), destinationStride);
        StoreColumns(ZipHigh(upper23, upper23Odd), ZipHigh(lower23, lower23Odd), destination + (3 * destinationStride), destinationStride);
    }

    /// <summary>A row's columns, and those of the row one 128-bit block further down.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Pair<T>(T* source, nint stride)
        where T : unmanaged
        => Vector256.Load(source).ToVector512Unsafe().WithUpper(Vector256.Load(source + (Vector128<T>.Count * stride)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreColumns<T>(Vector512<T> upper, Vector512<T> lower, T* destination, nint destinationStride)
        where T : unmanaged
    {
        var (x, y) = (upper.AsDouble(), lower.AsDouble());
        Avx512F.Shuffle4x128(x, y, 0b10_00_10_00).As<double, T>().Store(destination);
        Avx512F.Shuffle4x128(x, y, 0b11_01_11_01).As<double, T>().Store(destination + (Vector128<T>.Count * destinationStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> ZipLow<T>(Vector128<T> x, Vector128<T> y)
        where T : unmanaged
    {
        if (Sse2.IsSupported)
        {
            return Vector128<T>.Count == 2
                ? Sse2.UnpackLow(x.AsDouble(), y.AsDouble()).As<double, T>()
                : Sse.UnpackLow(x.AsSingle(), y.AsSingle()).As<float, T>();
        }

        return Vector128<T>.Count == 2
            ? AdvSimd.Arm64.ZipLow(x.AsDouble(), y.AsDouble()).As<double, T>()
            : AdvSimd.Arm64.ZipLow(x.AsSingle(), y.AsSingle()).As<float, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> ZipHigh<T>(Vector128<T> x, Vector128<T> y)
        where T : unmanaged
    {
        if (Sse2.IsSupported)
        {
            return Vector128<T>.Count == 2
                ? Sse2.UnpackHigh(x.AsDouble(), y.AsDouble()).As<double, T>()
                : Sse.UnpackHigh(x.AsSingle(), y.AsSingle()).As<float, T>();
        }

        return Vector128<T>.Count == 2
            ? AdvSimd.Arm64.ZipHigh(x.AsDouble(), y.AsDouble()).As<double, T>()
            : AdvSimd.Arm64.ZipHigh(x.AsSingle(), y.AsSingle()).As<float, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> ZipLow<T>(Vector512<T> x, Vector512<T> y)
        where T : unmanaged
        => Vector128<T>.Count == 2
            ? Avx512F.UnpackLow(x.AsDouble(), y.AsDouble()).As<double, T>()
            : Avx512F.UnpackLow(x.AsSingle(), y.AsSingle()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> ZipHigh<T>(Vector512<T> x, Vector512<T> y)
        where T : unmanaged
        => Vector128<T>.Count == 2
            ? Avx512F.UnpackHigh(x.AsDouble(), y.AsDouble()).As<double, T>()
            : Avx512F.UnpackHigh(x.AsSingle(), y.AsSingle()).As<float, T>();
}
