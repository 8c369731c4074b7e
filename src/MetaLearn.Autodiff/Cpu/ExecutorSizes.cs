using System.Numerics;

namespace MetaLearn.Autodiff.Cpu;

/// <summary>How much memory an executor takes, before it is made.</summary>
internal sealed class ExecutorSizes<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public ExecutorSizes(Program<T> program, int episodes, int threads, int shards)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(episodes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shards);
        Episodes = episodes;
        Shards = Math.Min(shards, episodes);
        Threads = Math.Min(threads, Shards);
        var largest = (episodes + Shards - 1) / Shards;
        ArenaLength = (long)program.Graph.Memory.ArenaLength * largest;
        foreach (var instruction in program.PerEpisode) ScratchLength = Math.Max(ScratchLength, instruction.ScratchLength(largest));
        foreach (var instruction in program.Shared) ScratchLength = Math.Max(ScratchLength, instruction.ScratchLength(1));
        BufferCounts = [.. program.Graph.BufferCounts];
        var memory = program.Graph.Memory;
        Bytes = AlignedMemory<T>.BytesOf(memory.SharedLength + (Shards + 1L) * memory.SumsLength + BufferCounts.Sum(count => (long)count * episodes)
            + Threads * (ArenaLength + ScratchLength));
    }

    public int Episodes { get; }

    public int Shards { get; }

    public int Threads { get; }

    /// <summary>Elements of one thread's arena.</summary>
    public long ArenaLength { get; }

    /// <summary>Elements of one thread's scratch memory.</summary>
    public long ScratchLength { get; }

    /// <summary>Elements an episode of each per-episode leaf and output.</summary>
    public int[] BufferCounts { get; }

    public long Bytes { get; }
}
