using System.Numerics;
using MetaLearn.Autodiff.Compiler;

namespace MetaLearn.Autodiff.Cpu;

/// <summary>Builds a <see cref="FusedInstruction{T}"/>: numbers the values, finds how each source is read, and shares scratch slots by liveness.</summary>
internal sealed class FusedPlan<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dictionary<Node, int> registerOf = [];
    private readonly Dictionary<int, int> lastUse = [];
    private readonly Dictionary<int, int> slotOf = [];
    private readonly List<FusedSource> sources = [];
    private readonly List<FusedAction<T>> actions = [];
    private readonly Stack<int> freeSlots = [];
    private readonly Step step;
    private readonly MemoryPlan memory;

    public FusedPlan(Step step, MemoryPlan memory)
    {
        (this.step, this.memory) = (step, memory);
        Count = step.Shape.Count;
        EpisodesPerBlock = step.IsPerEpisode ? Math.Max(1, FusedInstruction<T>.Block / Math.Max(1, Count)) : 1;
        foreach (var member in step.Members)
            foreach (var input in member.Inputs)
                if (!IsInner(input)) AddSource(input);
        FindLastUses();
        foreach (var member in step.Members) AddAction(member);
    }

    /// <summary>Elements an episode.</summary>
    public int Count { get; }

    public int EpisodesPerBlock { get; }

    public int Registers => registerOf.Count;

    public int Slots { get; private set; }

    public FusedSource[] Sources => [.. sources];

    public FusedAction<T>[] Actions => [.. actions];

    private bool IsInner(Node node) => step.Streams(node);

    private void AddSource(Node node)
    {
        if (registerOf.ContainsKey(node)) return;
        var register = registerOf[node] = registerOf.Count;
        if (node.Operation is Constant constant)
        {
            sources.Add(new(FusedSourceKind.Constant, register, Slots++, default, null, constant.Value));
            return;
        }
        var stretch = Stretch.Of(node.Shape, step.Shape);
        var isShared = step.IsPerEpisode && !node.IsPerEpisode;
        var kind = (stretch.IsDirect, isShared) switch
        {
            (true, false) => FusedSourceKind.Direct,
            (true, true) when EpisodesPerBlock == 1 => FusedSourceKind.Direct,
            (_, true) when Count <= FusedInstruction<T>.Block => FusedSourceKind.Invariant,
            _ when Count > FusedInstruction<T>.Block && stretch.Period > 0 && FusedInstruction<T>.Block % stretch.Period == 0 => FusedSourceKind.Periodic,
            _ => FusedSourceKind.Streamed,
        };
        var slot = kind == FusedSourceKind.Direct ? -1 : Slots++;
        if (kind == FusedSourceKind.Streamed) slotOf[register] = slot;
        sources.Add(new(kind, register, slot, new(memory[node], node.Shape.Count, node.IsPerEpisode), stretch, 0));
    }

    private void FindLastUses()
    {
        for (var i = 0; i < step.Members.Count; i++)
        {
            if (step.Members[i].Operation is Elementwise or Broadcast) registerOf[step.Members[i]] = registerOf.Count;
            foreach (var input in step.Members[i].Inputs) lastUse[registerOf[input]] = i;
        }
    }

    private void AddAction(Node member)
    {
        var index = actions.Count;
        var inputs = Array.ConvertAll(member.Inputs, input => registerOf[input]);
        foreach (var input in inputs)
            if (lastUse[input] == index && slotOf.Remove(input, out var slot)) freeSlots.Push(slot);
        var isStored = step.Stored.Contains(member);
        var target = isStored ? new Operand(memory[member], member.Shape.Count, member.IsPerEpisode) : default;
        if (member.Operation is MeanOverEpisodes)
        {
            actions.Add(new(null, new(ReduceKind.Sum, 1, Count), inputs[0], 0, 0, -1, -1, target));
            return;
        }
        if (member.Operation is Reduce reduce)
        {
            var axes = reduce.Axes.AsSpan();
            var lengths = member.Inputs[0].Shape.Lengths;
            var length = 1;
            foreach (var axis in axes) length *= lengths[axis];
            var inner = new Shape(lengths[(axes[^1] + 1)..]).Count;
            actions.Add(new(null, new(reduce.Kind, length, inner), inputs[0], 0, 0, -1, -1, target));
            return;
        }
        var register = registerOf[member];
        var place = -1;
        if (!isStored) place = slotOf[register] = freeSlots.TryPop(out var free) ? free : Slots++;
        var kernel = member.Operation is Elementwise elementwise ? elementwise.Kernel<T>() : new CopyKernel<T>();
        actions.Add(new(kernel, null, inputs[0], inputs.Length > 1 ? inputs[1] : inputs[0], inputs.Length > 2 ? inputs[2] : inputs[0], register, place, target));
    }
}

/// <summary>destination ← x.</summary>
internal sealed unsafe class CopyKernel<T> : BlockKernel<T> where T : unmanaged
{
    public override void Run(T* x, T* y, T* z, T* destination, int count) => new ReadOnlySpan<T>(x, count).CopyTo(new(destination, count));
}
