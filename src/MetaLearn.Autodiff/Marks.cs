namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>
    /// The formulas without their <see cref="StopGradient"/> and <see cref="Recompute"/> marks: the same values, and every derivative exact. What the
    /// formulas say when nothing is dropped; compare their gradients to see what was.
    /// </summary>
    /// <param name="formulas">Are left as they are.</param>
    public static IReadOnlyList<Expression> WithoutStopGradients(IReadOnlyList<Expression> formulas)
        => Rewritten(WithoutRecompute(formulas), (node, inputs) => node.Operation is Autodiff.StopGradient ? inputs[0] : null, descend: true);

    /// <summary>
    /// The formulas with what each <see cref="StopGradient"/> holds as a leaf of its own: the function that their gradient is the gradient of.
    /// <see cref="Recompute"/> marks are taken out too.
    /// </summary>
    /// <param name="formulas">Are left as they are.</param>
    /// <returns>The formulas, and each new leaf (one value an episode) with the formula of what it has to hold.</returns>
    public static (IReadOnlyList<Expression> Formulas, IReadOnlyList<(Input Leaf, Expression Value)> Held) HoldStopGradients(IReadOnlyList<Expression> formulas)
    {
        var held = new List<(Input Leaf, Expression Value)>();
        var result = Rewritten(WithoutRecompute(formulas), (node, _) =>
        {
            if (node.Operation is not Autodiff.StopGradient) return null;
            var leaf = new Input($"held {held.Count}", node.Shape);
            held.Add((leaf, node.InputArray[0]));
            return leaf;
        }, descend: false);
        return (result, held);
    }

    /// <summary>The formulas with every recomputed segment written out.</summary>
    /// <param name="formulas">Are left as they are.</param>
    public static IReadOnlyList<Expression> WithoutRecompute(IReadOnlyList<Expression> formulas)
    {
        ArgumentNullException.ThrowIfNull(formulas);
        // A segment's body may hold segments again: each pass writes out the outermost ones.
        while (Traversal.InputsFirst(formulas).Exists(node => node.Operation is Segment or Barrier))
        {
            var bodies = new Dictionary<Expression, IReadOnlyList<Expression>>(ReferenceEqualityComparer.Instance);
            formulas = Rewritten(formulas, (node, inputs) =>
            {
                if (node.Operation is Segment segment) bodies[node] = segment.At(inputs);
                return node.Operation switch
                {
                    SegmentOutput output => bodies[node.InputArray[0]][output.Index],
                    Barrier => inputs[0],
                    _ => null,
                };
            }, descend: true);
        }
        return formulas;
    }

    /// <param name="formulas">To rewrite.</param>
    /// <param name="replace">(node, its inputs rewritten) → what stands in its place; null keeps the operation.</param>
    /// <param name="descend">Whether what lies below a <see cref="StopGradient"/> is rewritten too.</param>
    private static Expression[] Rewritten(IReadOnlyList<Expression> formulas, Func<Expression, Expression[], Expression?> replace, bool descend)
    {
        ArgumentNullException.ThrowIfNull(formulas);
        var map = new Dictionary<Expression, Expression>(ReferenceEqualityComparer.Instance);
        var stop = new HashSet<Expression>(ReferenceEqualityComparer.Instance);
        if (!descend) stop.UnionWith(Traversal.InputsFirst(formulas).Where(node => node.Operation is Autodiff.StopGradient));
        foreach (var node in Traversal.InputsFirst(formulas, stop))
        {
            var inputs = stop.Contains(node) ? [] : Array.ConvertAll(node.InputArray, input => map[input]);
            map[node] = replace(node, inputs)
                ?? (inputs.Zip(node.InputArray).All(pair => ReferenceEquals(pair.First, pair.Second)) ? node : new Expression(node.Operation, inputs));
        }
        return [.. formulas.Select(formula => map[formula])];
    }
}
