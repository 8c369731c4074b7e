namespace MetaLearn.Autodiff.Compiler;

/// <summary>
/// Turns formulas into nodes: segments are inlined, equal values merged (common sub-expressions), constants folded, identities removed.
/// What no output needs is never reached. Time grows linearly with the graph.
/// </summary>
internal sealed class Lowering
{
    private readonly Dictionary<Key, Node> known = [];
    private readonly List<Node> nodes = [];

    /// <summary>The nodes of the formulas, in their order.</summary>
    public static Node[] Lower(IReadOnlyList<Expression> outputs)
    {
        var lowering = new Lowering();
        var inlined = InlineSegments(outputs);
        var map = new Dictionary<Expression, Node>(ReferenceEqualityComparer.Instance);
        foreach (var expression in Traversal.InputsFirst(inlined))
            map[expression] = expression.Operation is Leaf
                ? lowering.AddLeaf(expression)
                : new Simplifier(lowering).Build(expression.Operation, Array.ConvertAll(expression.InputArray, input => map[input]), expression.Shape);
        return [.. inlined.Select(output => map[output])];
    }

    /// <summary>The node with this operation and inputs, made if it is new.</summary>
    public Node Intern(Operation operation, Node[] inputs, Shape shape)
    {
        var key = new Key(operation, inputs, shape);
        if (known.TryGetValue(key, out var node)) return node;
        node = new(nodes.Count, operation, inputs, shape, operation is RandomOperation || Array.Exists(inputs, input => input.IsPerEpisode), null);
        nodes.Add(node);
        return known[key] = node;
    }

    private Node AddLeaf(Expression leaf)
    {
        var node = new Node(nodes.Count, leaf.Operation, [], leaf.Shape, leaf is Input { IsPerEpisode: true }, leaf);
        nodes.Add(node);
        return node;
    }

    // A body may hold segments of its own, so this repeats once a level of nesting.
    internal static IReadOnlyList<Expression> InlineSegments(IReadOnlyList<Expression> outputs)
    {
        var found = true;
        while (found)
        {
            found = false;
            var map = new Dictionary<Expression, Expression>(ReferenceEqualityComparer.Instance);
            var bodies = new Dictionary<Expression, IReadOnlyList<Expression>>(ReferenceEqualityComparer.Instance);
            foreach (var node in Traversal.InputsFirst(outputs))
            {
                if (node.Operation is Segment segment)
                {
                    bodies[node] = segment.At(Array.ConvertAll(node.InputArray, input => map[input]));
                    map[node] = node;
                    found = true;
                }
                else if (node.Operation is SegmentOutput output) map[node] = bodies[node.InputArray[0]][output.Index];
                else if (Array.TrueForAll(node.InputArray, input => ReferenceEquals(map[input], input))) map[node] = node;
                else map[node] = new Expression(node.Operation, Array.ConvertAll(node.InputArray, input => map[input]));
            }
            outputs = [.. outputs.Select(output => map[output])];
        }
        return outputs;
    }

    private readonly struct Key(Operation operation, Node[] inputs, Shape shape) : IEquatable<Key>
    {
        private readonly Operation operation = operation;
        private readonly Node[] inputs = inputs;
        private readonly Shape shape = shape;

        public bool Equals(Key other)
            => inputs.AsSpan().SequenceEqual(other.inputs) && shape == other.shape && operation.Equals(other.operation);

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.Add(operation);
            foreach (var input in inputs) hash.Add(input.Id);
            return hash.ToHashCode();
        }
    }
}
