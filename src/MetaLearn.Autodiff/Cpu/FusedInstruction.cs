using System.Numerics;
using MetaLearn.Autodiff.Compiler;

namespace MetaLearn.Autodiff.Cpu;

/// <summary>
/// A chain of element-wise operations with the reductions behind it, run block by block so that what lies between stays in the first-level cache.
/// A block holds several whole episodes, or a part of one.
/// </summary>
internal sealed unsafe class FusedInstruction<T>(string name, FusedPlan<T> plan) : Instruction<T>(name)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Elements a block at most.</summary>
    public const int Block = 1024;

    private readonly int count = plan.Count;
    private readonly int episodesPerBlock = plan.EpisodesPerBlock;
    private readonly FusedSource[] sources = plan.Sources;
    private readonly FusedAction<T>[] actions = plan.Actions;
    private readonly int registers = plan.Registers;

    public override long Operations { get; } = (long)plan.Count * plan.Actions.Length;

    public override int ScratchLength(int maximumEpisodes) => plan.Slots * Block;

    public override void Run(ref readonly Frame<T> frame)
    {
        var pointers = stackalloc T*[registers];
        foreach (ref readonly var action in actions.AsSpan())
            if (action.Reduction is { } reduction && action.Target.Location.Memory != Location.Sums)
                reduction.Clear(action.Target.In(in frame), action.Target.Count * frame.Episodes);
        PrepareInvariant(in frame, pointers);
        for (var episode = 0; episode < frame.Episodes; episode += episodesPerBlock)
        {
            var episodes = Math.Min(episodesPerBlock, frame.Episodes - episode);
            for (var start = 0; start < count; start += Block)
                RunBlock(in frame, pointers, episode, episodes, start, Math.Min(Block, count - start));
        }
    }

    private void PrepareInvariant(ref readonly Frame<T> frame, T** pointers)
    {
        var episodes = Math.Min(episodesPerBlock, frame.Episodes);
        foreach (ref readonly var source in sources.AsSpan())
        {
            if (source.Kind is FusedSourceKind.Direct or FusedSourceKind.Streamed or FusedSourceKind.Periodic) continue;
            var slot = pointers[source.Register] = frame.Scratch + (nint)source.Slot * Block;
            if (source.Kind == FusedSourceKind.Constant) new Span<T>(slot, Math.Min(count, Block) * episodes).Fill(T.CreateTruncating(source.Value));
            else
                for (var i = 0; i < episodes; i++) source.Stretch!.Expand(source.Operand.In(in frame), slot + (nint)i * count, 0, count);
        }
    }

    private void RunBlock(ref readonly Frame<T> frame, T** pointers, int episode, int episodes, int start, int length)
    {
        var total = episodes * length;
        foreach (ref readonly var source in sources.AsSpan())
        {
            if (source.Kind is FusedSourceKind.Constant or FusedSourceKind.Invariant) continue;
            var data = source.Operand.In(in frame) + (nint)episode * source.Operand.Stride;
            if (source.Kind == FusedSourceKind.Direct)
            {
                pointers[source.Register] = data + start;
                continue;
            }
            var slot = pointers[source.Register] = frame.Scratch + (nint)source.Slot * Block;
            if (source.Kind == FusedSourceKind.Periodic && start > 0) continue;
            for (var i = 0; i < episodes; i++)
                source.Stretch!.Expand(data + (nint)i * source.Operand.Stride, slot + (nint)i * length, start, length);
        }
        foreach (ref readonly var action in actions.AsSpan())
        {
            var x = pointers[action.X];
            if (action.Reduction is { } reduction)
            {
                var target = action.Target.In(in frame);
                if (action.Target.Location.Memory == Location.Sums)
                    for (var i = 0; i < episodes; i++) reduction.Combine(x + (nint)i * length, target + start, length);
                else
                    for (var i = 0; i < episodes; i++)
                        reduction.Take(x + (nint)i * length, target + (nint)(episode + i) * action.Target.Stride, start, length);
                continue;
            }
            var destination = pointers[action.Register] = action.Slot >= 0
                ? frame.Scratch + (nint)action.Slot * Block
                : action.Target.In(in frame) + (nint)episode * action.Target.Stride + start;
            action.Kernel!.Run(x, pointers[action.Y], pointers[action.Z], destination, total);
        }
    }
}

/// <summary>How a fused instruction reads a value from memory.</summary>
internal enum FusedSourceKind
{
    /// <summary>In place.</summary>
    Direct,

    /// <summary>Stretched anew for every block.</summary>
    Streamed,

    /// <summary>Stretched once an episode: every block of it reads the same, because the array repeats itself within a block.</summary>
    Periodic,

    /// <summary>Shared: stretched once for all blocks.</summary>
    Invariant,

    /// <summary>One number.</summary>
    Constant,
}

/// <summary>A value that a fused instruction reads.</summary>
internal readonly record struct FusedSource(FusedSourceKind Kind, int Register, int Slot, Operand Operand, Stretch? Stretch, double Value);

/// <summary>An element-wise operation on registers, or a reduction of one.</summary>
internal readonly record struct FusedAction<T>(
    BlockKernel<T>? Kernel, Reduction<T>? Reduction, int X, int Y, int Z, int Register, int Slot, Operand Target)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
