using System.Numerics;

namespace MetaLearn.Autodiff.Cpu;

/// <summary>How much memory an executor takes, before it is made.</summary>
internal sealed class ExecutorSizes<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // About a second-level cache: beyond it, more episodes at a time only push each other out.
    private const long ArenaBytesAStrip = 1 << 20;

    public ExecutorSizes(Program<T> program, int episodes, int threads, int shards)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(episodes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shards);
        Episodes = episodes;
        Shards = Math.Min(shards, episodes);
        Threads = Math.Min(threads, Shards);
        var largest = (episodes + Shards - 1) / Shards;
        Strip = (int)Math.Clamp(ArenaBytesAStrip / Math.Max(1, AlignedMemory<T>.BytesOf(program.Graph.Memory.ArenaLength)), 1, largest);
        ArenaLength = (long)program.Graph.Memory.ArenaLength * Strip;
        foreach (var instruction in program.PerEpisode) ScratchLength = Math.Max(ScratchLength, instruction.ScratchLength(Strip));
        foreach (var instruction in program.Shared) ScratchLength = Math.Max(ScratchLength, instruction.ScratchLength(1));
        BufferCounts = [.. program.Graph.BufferCounts];
        var memory = program.Graph.Memory;
        Bytes = AlignedMemory<T>.BytesOf(memory.SharedLength + (Shards + 1L) * memory.SumsLength + BufferCounts.Sum(count => (long)count * episodes)
            + Threads * (ArenaLength + ScratchLength));
    }

    public int Episodes { get; }

    public int Shards { get; }

    public int Threads { get; }

    /// <summary>
    /// Episodes of a shard that go through the instructions together, the shard's others after them. Sums go on in the order of the episodes, so the
    /// result's bits do not depend on it.
    /// </summary>
    public int Strip { get; }

    /// <summary>Elements of one thread's arena.</summary>
    public long ArenaLength { get; }

    /// <summary>Elements of one thread's scratch memory.</summary>
    public long ScratchLength { get; }

    /// <summary>Elements an episode of each per-episode leaf and output.</summary>
    public int[] BufferCounts { get; }

    public long Bytes { get; }
}
