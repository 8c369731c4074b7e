using System.Numerics;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff.Compiler;

/// <summary>The compiler's result, for any element type: ordered steps and the place of every value.</summary>
internal sealed class CompiledGraph
{
    // Kernels go on from block to block, and what they count with an int must not pass its end.
    private const int LargestValue = int.MaxValue - (1 << 16);

    private readonly List<Node> buffers = [];
    private readonly Node[] roots;

    public CompiledGraph(IReadOnlyList<Expression> outputs, bool fuse)
    {
        roots = Lowering.Lower(outputs);
        var claimed = new HashSet<Node>();
        for (var i = 0; i < roots.Length; i++)
            if (NeedsCopy(roots[i], claimed)) roots[i] = new(-1 - i, new Broadcast(roots[i].Shape), [roots[i]], roots[i].Shape, roots[i].IsPerEpisode, null);

        var nodes = Schedule.InputsFirst(roots);
        Check(nodes);
        var (_, producer) = Fusion.Group(nodes, roots, fuse);
        (SharedSteps, PerEpisodeSteps) = Schedule.Order(roots, producer);

        Leaves = [.. nodes.Where(node => node.LeafExpression is not null).Select(node => node.LeafExpression!)];
        foreach (var node in nodes)
            if (node.LeafExpression is not null && node.IsPerEpisode) PlaceBuffer(node);
            else if (node.Operation is Leaf or ConstantArray) Memory.PlaceShared(node);
            else if (node.Operation is MeanOverEpisodes) Memory.PlaceSum(node);
        foreach (var root in roots)
            if (root.IsPerEpisode && !Memory.Contains(root)) PlaceBuffer(root.Storage);
        Memory.PlaceRest(SharedSteps, PerEpisodeSteps, new HashSet<Node>(roots.Select(root => root.Storage)));
        ConstantArrays = [.. nodes.Where(node => node.Operation is ConstantArray)];
        leafNodes = nodes.Where(node => node.LeafExpression is not null).ToDictionary(node => node.LeafExpression!, node => node);
    }

    private readonly Dictionary<Expression, Node> leafNodes;

    public IReadOnlyList<Expression> Leaves { get; }

    public IReadOnlyList<Step> SharedSteps { get; }

    public IReadOnlyList<Step> PerEpisodeSteps { get; }

    public MemoryPlan Memory { get; } = new();

    /// <summary>Elements an episode of each buffer with one value an episode: per-episode leaves and outputs.</summary>
    public IReadOnlyList<int> BufferCounts => [.. buffers.Select(node => node.Shape.Count)];

    public IReadOnlyList<Node> ConstantArrays { get; }

    public Operand OperandOf(Node node) => new(Memory[node], node.Shape.Count, node.IsPerEpisode);

    public Operand Root(int output) => OperandOf(roots[output]);

    /// <summary>The leaf's place, or null when no output depends on it.</summary>
    public Operand? LeafOperand(Expression leaf) => leafNodes.TryGetValue(leaf, out var node) ? OperandOf(node) : null;

    public Instruction<T>[] Instructions<T>(IReadOnlyList<Step> steps) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => [.. steps.Select(Instruction<T>)];

    private Instruction<T> Instruction<T>(Step step) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (step.IsFused) return new FusedInstruction<T>(string.Join(' ', step.Members.Select(member => member.Operation.Name)), new(step, Memory));
        var node = step.Members[0];
        var inputs = Array.ConvertAll(node.Inputs, Materialized);
        return node.Operation switch
        {
            MatMul operation => new MatMulInstruction<T>(operation, node.Inputs[0].Shape, node.Inputs[1].Shape, node.Shape, inputs[0], inputs[1], OperandOf(node)),
            Conv2d or Conv2dSpread or Conv2dWeight => ConvInstructions.Of<T>(node, inputs, OperandOf(node)),
            ArrayOperation operation => new ArrayInstruction<T>(operation, inputs, Array.ConvertAll(node.Inputs, input => input.Shape), OperandOf(node)),
            RandomOperation operation => new RandomInstruction<T>(operation, OperandOf(node)),
            _ => throw new InvalidOperationException($"{node} has no instruction."),
        };
    }

    private Operand Materialized(Node node) => OperandOf(node);

    private void PlaceBuffer(Node node)
    {
        Memory.Place(node, new(Location.FirstBuffer + buffers.Count, 0));
        buffers.Add(node);
    }

    // An output has memory of its own: a leaf, a constant, or a value that another output already claimed is copied. A mean is only read after the run: two
    // outputs may be the same one.
    private static bool NeedsCopy(Node root, HashSet<Node> claimed)
        => root.Operation is not MeanOverEpisodes && NeedsOwnMemory(root, claimed);

    private static bool NeedsOwnMemory(Node root, HashSet<Node> claimed)
        => root.Storage.Operation is Constant || (root.IsPerEpisode && (root.Storage.Operation is Leaf || !claimed.Add(root.Storage)));

    private static void Check(List<Node> nodes)
    {
        if (nodes.Find(node => node.Shape.Count > LargestValue) is { } large)
            throw new InsufficientMemoryException($"A value of shape {large.Shape} has {large.Shape.Count:N0} numbers; at most {LargestValue:N0} are computed in one piece. Take fewer examples or a smaller network.");
        foreach (var node in nodes)
            foreach (var input in node.Inputs)
                if (input.Operation is MeanOverEpisodes)
                    throw new InvalidOperationException($"MeanOverEpisodes is used by {node.Operation.Name}: only a program's output may be one.");
        var names = new HashSet<string>();
        foreach (var node in nodes)
            if (node.LeafExpression is not null && !names.Add(((Leaf)node.Operation).LeafName))
                throw new InvalidOperationException($"Two leaves are named {((Leaf)node.Operation).LeafName}.");
    }
}
