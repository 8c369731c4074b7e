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
        ArenaLength = checked(program.Graph.Memory.ArenaLength * Strip);
        foreach (var instruction in program.PerEpisode) ScratchLength = Math.Max(ScratchLength, instruction.ScratchLength(Strip));
        foreach (var instruction in program.Shared) ScratchLength = Math.Max(ScratchLength, instruction.ScratchLength(1));
        BufferCounts = [.. program.Graph.BufferCounts];
        var memory = program.Graph.Memory;
        SumsLength = memory.SumsLength;
        Bytes = AlignedMemory<T>.BytesOf(checked(memory.SharedLength + (Shards + 1L) * SumsLength + BufferCounts.Sum(count => (long)count * episodes)
            + Threads * (ArenaLength + ScratchLength)));
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

    /// <summary>Elements of one shard's sums.</summary>
    public long SumsLength { get; }

    /// <summary>Elements an episode of each per-episode leaf and output.</summary>
    public int[] BufferCounts { get; }

    public long Bytes { get; }

    /// <summary>Refuses what cannot be held, before any of it is allocated.</summary>
    /// <param name="available">Bytes of the machine's memory.</param>
    /// <exception cref="InsufficientMemoryException">It is too much; one sentence says of what.</exception>
    public void Check(long available)
    {
        // What a program takes and gives is handed over as a span.
        if (BufferCounts.FirstOrDefault(count => (long)count * Episodes > int.MaxValue) is > 0 and var count)
            throw new InsufficientMemoryException($"An input or output with {count:N0} numbers an episode has {(long)count * Episodes:N0} in {Episodes:N0} episodes; at most {int.MaxValue:N0} are held in one piece. Take a smaller meta-batch or fewer examples.");
        if (SumsLength > int.MaxValue)
            throw new InsufficientMemoryException($"The means over the episodes have {SumsLength:N0} numbers; at most {int.MaxValue:N0} are held in one piece. Take a smaller network.");
        if (Bytes > available)
            throw new InsufficientMemoryException($"The values of {Episodes:N0} {(Episodes == 1 ? "episode" : "episodes")} on {Threads:N0} {(Threads == 1 ? "thread" : "threads")} take {Bytes:N0} bytes; there are {available:N0} bytes of memory. Take a smaller meta-batch, fewer threads, fewer examples or a smaller network.");
    }
}
