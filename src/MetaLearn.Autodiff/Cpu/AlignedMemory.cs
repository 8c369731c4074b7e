using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MetaLearn.Autodiff.Cpu;

/// <summary>Pinned, zeroed memory that starts on a cache line; freed by the garbage collector with its owner.</summary>
internal sealed unsafe class AlignedMemory<T> where T : unmanaged
{
    private const int Line = 64;

    // Held so that the collector keeps what the pointer points to.
    private readonly byte[] owner;
    private readonly int first;

    public AlignedMemory(long length)
    {
        Bytes = BytesOf(length);
        if (Bytes > Array.MaxLength - Line)
            throw new InvalidOperationException(
                $"One memory of this program needs {Bytes:N0} bytes; {Array.MaxLength - Line:N0} is the most. Use a smaller meta-batch, more shards, or Recompute.");
        owner = GC.AllocateArray<byte>((int)(Bytes + Line), pinned: true);
        var start = (nint)Unsafe.AsPointer(ref owner[0]);
        Pointer = (T*)((start + Line - 1) / Line * Line);
        first = (int)((nint)Pointer - start);
    }

    public T* Pointer { get; }

    public long Bytes { get; }

    /// <summary>Elements from one on, as a span that keeps the memory alive.</summary>
    public Span<T> Span(int offset, int count) => MemoryMarshal.Cast<byte, T>(owner.AsSpan(first)).Slice(offset, count);

    /// <summary>Bytes for a number of elements, without the rounding to a cache line.</summary>
    public static long BytesOf(long length) => length * sizeof(T);
}
