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
    public static void Run<T>(int rows, int depth, T* source, nint stride, T* destination, nint destinationStride)
        where T : unmanaged
    {
        var block = Vector128<T>.Count;
        if (Avx512F.IsSupported && rows == Vector512<T>.Count && depth >= block)
        {
            for (var k = 0; k < depth; k += block)
            {
                var first = Math.Min(k, depth - block);
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

    /// <summary>The same zips in four 128-bit lanes at once: lane j holds the j-th block of rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block512<T>(T* source, nint stride, T* destination, nint destinationStride)
        where T : unmanaged
    {
        var lane = Vector128<T>.Count * stride;
        var row0 = Lanes(source, lane);
        var row1 = Lanes(source + stride, lane);
        if (Vector128<T>.Count == 2)
        {
            ZipLow(row0, row1).Store(destination);
            ZipHigh(row0, row1).Store(destination + destinationStride);
            return;
        }

        var row2 = Lanes(source + (2 * stride), lane);
        var row3 = Lanes(source + (3 * stride), lane);
        var (even0, even1) = (ZipLow(row0, row2), ZipHigh(row0, row2));
        var (odd0, odd1) = (ZipLow(row1, row3), ZipHigh(row1, row3));
        ZipLow(even0, odd0).Store(destination);
        ZipHigh(even0, odd0).Store(destination + destinationStride);
        ZipLow(even1, odd1).Store(destination + (2 * destinationStride));
        ZipHigh(even1, odd1).Store(destination + (3 * destinationStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Lanes<T>(T* source, nint lane)
        where T : unmanaged
        => Vector512.Create(
            Vector256.Create(Vector128.Load(source), Vector128.Load(source + lane)),
            Vector256.Create(Vector128.Load(source + (2 * lane)), Vector128.Load(source + (3 * lane))));

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
