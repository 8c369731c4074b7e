using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MetaLearn.Autodiff.Cpu;

/// <summary>Pinned, zeroed memory that starts on a cache line; freed by the garbage collector with its owner.</summary>
internal sealed unsafe class AlignedMemory<T> where T : unmanaged
{
    private const int Line = 64;

    // Held so that the collector keeps what the pointer points to. Of cache lines and not of bytes, as the elements of an array are counted by an int.
    private readonly CacheLine[] owner;
    private readonly long length;
    private readonly nint first;

    public AlignedMemory(long length)
    {
        this.length = length;
        Bytes = BytesOf(length);
        // One more than is full, and one to move the start.
        var lines = Bytes / Line + 2;
        if (lines > Array.MaxLength)
            throw new InsufficientMemoryException($"One memory of this program needs {Bytes:N0} bytes; at most {(long)Array.MaxLength * Line:N0} can be had in one piece. Take a smaller meta-batch, fewer examples or a smaller network.");
        owner = GC.AllocateArray<CacheLine>((int)lines, pinned: true);
        var start = (nint)Unsafe.AsPointer(ref owner[0]);
        Pointer = (T*)((start + Line - 1) / Line * Line);
        first = (nint)Pointer - start;
    }

    public T* Pointer { get; }

    public long Bytes { get; }

    /// <summary>Elements from one on, as a span that keeps the memory alive.</summary>
    public Span<T> Span(long offset, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, length - count);
        ref var start = ref Unsafe.As<CacheLine, T>(ref Unsafe.AddByteOffset(ref owner[0], first));
        return MemoryMarshal.CreateSpan(ref Unsafe.Add(ref start, (nint)offset), count);
    }

    /// <summary>Bytes for a number of elements, without the rounding to a cache line.</summary>
    /// <exception cref="OverflowException">More than 2⁶³ − 1.</exception>
    public static long BytesOf(long length) => checked(length * sizeof(T));

    [StructLayout(LayoutKind.Sequential, Size = Line)]
    private struct CacheLine;
}
