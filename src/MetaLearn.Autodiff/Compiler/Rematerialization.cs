namespace MetaLearn.Autodiff.Compiler;

/// <summary>
/// A value that costs one cheap operation on an array that is in memory anyway need not be written and read again: every step that reads it computes it
/// itself. Long arrays are bound by memory, so this saves a pass over each such value.
/// </summary>
internal sealed class Rematerialization
{
    // Elements from which on a value no longer stays in the first-level cache between two steps.
    private const int Long = 4096;

    // An input this much shorter than the value (a channel's mean) costs next to nothing to read again.
    private const int Short = 8;

    private readonly Dictionary<Node, Step> producer;
    private readonly HashSet<Node> stored;
    private readonly Dictionary<Node, List<Node>> users = [];

    private Rematerialization(IEnumerable<Node> nodes, List<Step> steps, Dictionary<Node, Step> producer)
    {
        this.producer = producer;
        stored = [.. steps.SelectMany(step => step.Stored)];
        foreach (var node in nodes)
            foreach (var input in node.Inputs.Distinct())
            {
                if (!users.TryGetValue(input, out var list)) users.Add(input, list = []);
                list.Add(node);
            }
    }

    /// <summary>Changes the steps.</summary>
    /// <param name="inputsFirst">All nodes.</param>
    /// <param name="roots">Kept as they are.</param>
    /// <param name="steps">Grouped, with what they store.</param>
    /// <param name="producer">The step of each node.</param>
    /// <param name="maximumMembers">Of a step.</param>
    public static void Run(IReadOnlyList<Node> inputsFirst, IEnumerable<Node> roots, List<Step> steps, Dictionary<Node, Step> producer, int maximumMembers)
    {
        var pass = new Rematerialization(inputsFirst, steps, producer);
        var kept = roots.Select(root => root.Storage).ToHashSet();
        foreach (var node in inputsFirst)
            if (node.Shape.Count >= Long && !kept.Contains(node) && pass.stored.Contains(node) && IsCheap(node.Operation) && pass.ReadsOneLongArray(node) && pass.Readers(node, maximumMembers) is { Count: > 0 } readers)
                pass.Spread(node, readers);
    }

    private static bool IsCheap(Operation operation)
        => operation is Add or Subtract or Multiply or Negate or Equal or NotEqual or Greater or GreaterOrEqual;

    private bool ReadsOneLongArray(Node node)
    {
        var inputs = node.Inputs.Where(input => !input.IsConstant).Distinct().ToList();
        return inputs.Count(input => (long)input.Shape.Count * Short > node.Shape.Count) == 1 && inputs.TrueForAll(IsInMemory);
    }

    private bool IsInMemory(Node node)
        => node.Storage is var owner && (!producer.TryGetValue(owner, out var step) || !step.IsFused || stored.Contains(owner));

    // The other steps that read it, or null where one of them needs it in memory.
    private Dictionary<Step, List<Node>>? Readers(Node node, int maximumMembers)
    {
        var readers = new Dictionary<Step, List<Node>>();
        foreach (var user in users[node])
        {
            if (!producer.TryGetValue(user, out var step)) return null;
            if (step == producer[node]) continue;
            if (!step.IsFused || step.Shape != node.Shape || step.IsPerEpisode != node.IsPerEpisode || step.Members.Count >= maximumMembers) return null;
            if (!readers.TryGetValue(step, out var list)) readers.Add(step, list = []);
            list.Add(user);
        }
        return readers;
    }

    private void Spread(Node node, Dictionary<Step, List<Node>> readers)
    {
        foreach (var (step, list) in readers)
        {
            var copy = new Node(node.Id, node.Operation, [.. node.Inputs], node.Shape, node.IsPerEpisode, null);
            producer[copy] = step;
            step.Insert(copy, before: list);
            foreach (var user in list)
                for (var i = 0; i < user.Inputs.Length; i++)
                    if (user.Inputs[i] == node) user.Inputs[i] = copy;
        }
        var home = producer[node];
        stored.Remove(node);
        home.Stored.Remove(node);
        if (users[node].TrueForAll(user => producer[user] != home)) home.Remove(node);
    }
}
