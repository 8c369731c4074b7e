namespace MetaLearn.Autodiff.Compiler;

/// <summary>
/// Groups nodes into steps. An element-wise node joins the step of one of its inputs when their index spaces are equal and no other
/// input comes later; a reduction joins the step that produces its operand. Levels keep the steps acyclic without a search.
/// </summary>
internal sealed class Fusion
{
    // Beyond this many values a step's blocks no longer fit the first-level cache.
    private const int MaximumMembers = 48;

    private readonly Dictionary<Node, Step> producer = [];
    private readonly List<Step> steps = [];
    private readonly bool fuse;

    private Fusion(bool fuse) => this.fuse = fuse;

    /// <summary>The steps that compute the roots, and for each node the step that makes it. Unfused, every node is a step of its own.</summary>
    public static (List<Step> Steps, Dictionary<Node, Step> Producer) Group(IReadOnlyList<Node> inputsFirst, IEnumerable<Node> roots, bool fuse)
    {
        var fusion = new Fusion(fuse);
        foreach (var node in inputsFirst) fusion.Place(node);
        fusion.FindStored(inputsFirst, roots);
        if (fuse) Rematerialization.Run(inputsFirst, roots, fusion.steps, fusion.producer, MaximumMembers);
        return (fusion.steps, fusion.producer);
    }

    private void Place(Node node)
    {
        switch (node.Operation)
        {
            case Leaf or Constant or ConstantArray or Reshape or Barrier:
                return;
            case Elementwise or Broadcast:
                Join(Best(node, node.Shape), node, node.Shape);
                return;
            case Reduce or MeanOverEpisodes:
                var operand = node.Inputs[0];
                var home = fuse && producer.TryGetValue(operand, out var step) && step.Streams(operand) && step.IsPerEpisode == node.IsPerEpisode
                    && step.Members.Count < MaximumMembers ? step : null;
                Join(home, node, operand.Shape);
                return;
            default:
                Join(null, node, node.Shape, isFused: false);
                return;
        }
    }

    private Step? Best(Node node, Shape shape)
    {
        if (!fuse) return null;
        Step? best = null;
        foreach (var input in node.Inputs)
            if (producer.TryGetValue(input, out var step) && step.Streams(input) && step.Shape == shape && step.IsPerEpisode == node.IsPerEpisode
                && step.Members.Count < MaximumMembers && (best is null || step.Level > best.Level)) best = step;
        if (best is null) return null;
        foreach (var input in node.Inputs)
            if (LevelOf(input, best) >= best.Level) return null;
        return best;
    }

    private void Join(Step? step, Node node, Shape shape, bool isFused = true)
    {
        if (step is null)
        {
            step = new Step(shape, node.IsPerEpisode, isFused);
            foreach (var input in node.Inputs) step.RaiseTo(LevelOf(input, null) + 1);
            steps.Add(step);
        }
        step.Add(node);
        producer[node] = step;
    }

    // The level of the step that must have run before the value can be read; −1 for what the joining step computes itself.
    private int LevelOf(Node node, Step? joining)
    {
        if (node.Operation is Barrier)
        {
            var level = 0;
            foreach (var input in node.Inputs) level = Math.Max(level, LevelOf(input, null));
            return level;
        }
        if (node.IsAlias) return LevelOf(node.Inputs[0], null);
        if (!producer.TryGetValue(node, out var step)) return 0;
        return step == joining && step.Streams(node) ? -1 : step.Level;
    }

    private void FindStored(IReadOnlyList<Node> inputsFirst, IEnumerable<Node> roots)
    {
        var stored = new HashSet<Node>(roots.Select(root => root.Storage));
        foreach (var node in inputsFirst)
            foreach (var input in node.Inputs)
                if (node.IsAlias || !producer.TryGetValue(input, out var step) || step != producer[node] || !step.Streams(input)) stored.Add(input.Storage);
        foreach (var step in steps)
            foreach (var member in step.Members)
                if (stored.Contains(member) || member.Operation is Reduce or MeanOverEpisodes || !step.IsFused) step.Stored.Add(member);
    }
}
