namespace MetaLearn.Autodiff.Compiler;

/// <summary>The order in which steps run: what the roots need first, depth first, so that a value is made shortly before it is used.</summary>
internal static class Schedule
{
    /// <summary>Shared steps, which run once, and per-episode steps, which run for every shard after them.</summary>
    public static (List<Step> Shared, List<Step> PerEpisode) Order(IEnumerable<Node> roots, Dictionary<Node, Step> producer)
    {
        List<Step> shared = [], perEpisode = [];
        var seen = new HashSet<Step>();
        var stack = new Stack<(Step Step, Queue<Step> Waiting)>();
        foreach (var root in roots)
            foreach (var first in Needed(root, producer))
            {
                if (!seen.Add(first)) continue;
                stack.Push((first, Inputs(first, producer)));
                while (stack.TryPeek(out var top))
                    if (top.Waiting.TryDequeue(out var next))
                    {
                        if (seen.Add(next)) stack.Push((next, Inputs(next, producer)));
                    }
                    else
                    {
                        (top.Step.IsPerEpisode ? perEpisode : shared).Add(top.Step);
                        stack.Pop();
                    }
            }
        return (shared, perEpisode);
    }

    /// <summary>Nodes in inputs-first order, each once.</summary>
    public static List<Node> InputsFirst(IEnumerable<Node> roots)
    {
        var order = new List<Node>();
        var seen = new HashSet<Node>();
        var stack = new Stack<(Node Node, int Next)>();
        foreach (var root in roots)
        {
            if (!seen.Add(root)) continue;
            stack.Push((root, 0));
            while (stack.TryPop(out var top))
                if (top.Next == top.Node.Inputs.Length) order.Add(top.Node);
                else
                {
                    stack.Push((top.Node, top.Next + 1));
                    if (seen.Add(top.Node.Inputs[top.Next])) stack.Push((top.Node.Inputs[top.Next], 0));
                }
        }
        return order;
    }

    private static Queue<Step> Inputs(Step step, Dictionary<Node, Step> producer)
    {
        var inputs = new Queue<Step>();
        foreach (var member in step.Members)
            foreach (var input in member.Inputs)
                foreach (var needed in Needed(input, producer))
                    if (needed != step) inputs.Enqueue(needed);
        return inputs;
    }

    // Aliases have no step of their own; a barrier also waits for its controls.
    private static IEnumerable<Step> Needed(Node node, Dictionary<Node, Step> producer)
    {
        if (producer.TryGetValue(node, out var step)) return [step];
        return node.Operation switch
        {
            Reshape => Needed(node.Inputs[0], producer),
            Barrier => node.Inputs.Skip(1).Append(node.Inputs[0]).SelectMany(input => Needed(input, producer)),
            _ => [],
        };
    }
}
