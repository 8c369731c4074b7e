using System.Numerics;
using MetaLearn.Autodiff.Compiler;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

/// <summary>
/// Memory and threads that run a program. Fill the leaves, <see cref="Run(ulong, long)"/>, read the outputs; nothing is allocated while running.
/// Not thread-safe. Dispose ends the threads.
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
public sealed unsafe partial class Executor<T> : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Parts into which a meta-batch is cut unless told otherwise.</summary>
    public const int DefaultShards = 4;

    private readonly ExecutorSizes<T> sizes;
    private readonly AlignedMemory<T> shared;
    private readonly AlignedMemory<T> sums;
    private readonly AlignedMemory<T> means;
    private readonly AlignedMemory<T>[] buffers;
    private readonly AlignedMemory<T>[] arenas;
    private readonly AlignedMemory<T>[] scratches;
    private readonly Crew crew;
    private readonly int[] shardStarts;
    private Action<int>? alongside;
    private int alongsideParts;
    private ulong seed;
    private long firstEpisode;

    internal Executor(Program<T> program, int episodes, int threads, int shards)
    {
        Program = program;
        sizes = new(program, episodes, threads, shards);
        sizes.Check(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        shared = new(program.Graph.Memory.SharedLength);
        sums = new(sizes.Shards * sizes.SumsLength);
        means = new(sizes.SumsLength);
        buffers = [.. program.Graph.BufferCounts.Select(count => new AlignedMemory<T>((long)count * episodes))];
        arenas = [.. Enumerable.Range(0, sizes.Threads).Select(_ => new AlignedMemory<T>(sizes.ArenaLength))];
        scratches = [.. Enumerable.Range(0, sizes.Threads).Select(_ => new AlignedMemory<T>(sizes.ScratchLength))];
        shardStarts = [.. Enumerable.Range(0, sizes.Shards + 1).Select(shard => (int)((long)episodes * shard / sizes.Shards))];
        foreach (var constant in program.Graph.ConstantArrays)
        {
            var values = ((ConstantArray)constant.Operation).Values;
            for (var i = 0; i < values.Length; i++) (shared.Pointer + program.Graph.Memory[constant].Offset)[i] = T.CreateTruncating(values[i]);
        }
        crew = new(sizes.Threads, RunPart);
    }

    /// <summary>What is run.</summary>
    public Program<T> Program { get; }

    /// <summary>Size of the meta-batch.</summary>
    public int Episodes => sizes.Episodes;

    /// <summary>Bytes of values this executor holds: equal to <see cref="Program{T}.PeakBytes"/>.</summary>
    public long Bytes
        => shared.Bytes + sums.Bytes + means.Bytes + buffers.Sum(x => x.Bytes) + arenas.Sum(x => x.Bytes) + scratches.Sum(x => x.Bytes);

    /// <summary>
    /// The memory of a leaf, to be filled before a run: its elements once for a shared leaf, episode after episode for a per-episode one.
    /// Empty for a leaf that no output depends on.
    /// </summary>
    public Span<T> this[Expression leaf]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(leaf);
            if (leaf.Operation is not Leaf) throw new ArgumentException($"{leaf} is not a parameter or input.", nameof(leaf));
            return Program.Graph.LeafOperand(leaf) is { } operand ? Memory(operand) : [];
        }
    }

    /// <summary>Computes every output for the leaves' present values.</summary>
    /// <param name="seed">Of random operations.</param>
    /// <param name="firstEpisode">Index of the first episode, for random operations.</param>
    public void Run(ulong seed = 0, long firstEpisode = 0) => Run(seed, firstEpisode, 0, null);

    /// <summary>As the other, with some other work on the same threads: it fills the time of those that have no shard left.</summary>
    /// <param name="seed">Of random operations.</param>
    /// <param name="firstEpisode">Index of the first episode, for random operations.</param>
    /// <param name="parts">Of the other work, at least 0.</param>
    /// <param name="work">Called once for each part 0, 1, …, from any thread in any order; must leave this executor alone. What it throws is thrown here.</param>
    public void Run(ulong seed, long firstEpisode, int parts, Action<int>? work)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(parts);
        (this.seed, this.firstEpisode) = (seed, firstEpisode);
        (alongside, alongsideParts) = (work, work is null ? 0 : parts);
        RunShared();
        var shards = Program.PerEpisode.Length == 0 ? 0 : sizes.Shards;
        if (shards + alongsideParts > 0) crew.Run(shards + alongsideParts);
        if (shards > 0) SumShards();
    }

    /// <summary>As <see cref="Run(ulong, long)"/>, on this thread and with the shards in another order, which must not matter.</summary>
    internal void RunShards(ReadOnlySpan<int> order)
    {
        RunShared();
        foreach (var shard in order) RunShard(shard, thread: 0);
        SumShards();
    }

    /// <summary>
    /// An output of the last run: its elements once if it is shared or a mean over episodes, else episode after episode. Valid until the next run.
    /// </summary>
    public ReadOnlySpan<T> Output(int index) => Memory(Program.Graph.Root(index));

    /// <summary>Ends the threads.</summary>
    public void Dispose() => crew.Dispose();

    private Span<T> Memory(Operand operand) => operand.Location.Memory switch
    {
        Location.Shared => shared.Span(operand.Location.Offset, operand.Count),
        Location.Sums => means.Span(operand.Location.Offset, operand.Count),
        var memory => buffers[memory - Location.FirstBuffer].Span(0, operand.Count * Episodes),
    };

    private void RunShared()
    {
        var memories = stackalloc T*[Location.FirstBuffer];
        memories[Location.Shared] = shared.Pointer;
        var frame = new Frame<T> { Memories = memories, Scratch = scratches[0].Pointer, Episodes = 1, Seed = seed };
        for (var i = 0; i < Program.Shared.Length; i++)
        {
            Program.Shared[i].Run(in frame);
            afterInstruction?.Invoke(Program.Graph.SharedSteps[i], memories, 0, 1);
        }
    }

    // The crew begins with the last part: shards, which are long, before the other work.
    private void RunPart(int part, int thread)
    {
        if (part >= alongsideParts) RunShard(part - alongsideParts, thread);
        else alongside!(part);
    }

    private void RunShard(int shard, int thread)
    {
        var (start, end) = (shardStarts[shard], shardStarts[shard + 1]);
        var memories = stackalloc T*[Location.FirstBuffer + buffers.Length];
        memories[Location.Arena] = arenas[thread].Pointer;
        memories[Location.Shared] = shared.Pointer;
        memories[Location.Sums] = sums.Pointer + shard * (nint)sizes.SumsLength;
        new Span<T>(memories[Location.Sums], (int)sizes.SumsLength).Clear();
        for (var first = start; first < end; first += sizes.Strip) RunStrip(first, Math.Min(sizes.Strip, end - first), memories, scratches[thread].Pointer);
    }

    private void RunStrip(int first, int episodes, T** memories, T* scratch)
    {
        for (var i = 0; i < buffers.Length; i++) memories[Location.FirstBuffer + i] = buffers[i].Pointer + (nint)first * sizes.BufferCounts[i];
        var frame = new Frame<T> { Memories = memories, Scratch = scratch, Episodes = episodes, Seed = seed, FirstEpisode = firstEpisode + first };
        for (var i = 0; i < Program.PerEpisode.Length; i++)
        {
            Program.PerEpisode[i].Run(in frame);
            afterInstruction?.Invoke(Program.Graph.PerEpisodeSteps[i], memories, first, episodes);
        }
    }

    // In shard order, so that the sum's bits do not depend on which thread finished first.
    private void SumShards()
    {
        var length = (int)sizes.SumsLength;
        var scale = T.One / T.CreateTruncating(Episodes);
        var total = new Span<T>(means.Pointer, length);
        new ReadOnlySpan<T>(sums.Pointer, length).CopyTo(total);
        for (var shard = 1; shard < sizes.Shards; shard++)
            System.Numerics.Tensors.TensorPrimitives.Add(total, new ReadOnlySpan<T>(sums.Pointer + (nint)shard * length, length), total);
        System.Numerics.Tensors.TensorPrimitives.Multiply(total, scale, total);
    }
}
