namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>The formula of ∂scalar/∂x. See <see cref="Gradient(Expression, IReadOnlyList{Expression})"/>.</summary>
    public static Expression Gradient(Expression scalar, Expression withRespectTo) => Gradient(scalar, [withRespectTo])[0];

    /// <summary>
    /// The formulas of ∂scalar/∂xᵢ by reverse accumulation. They are formulas like any other, so they can be differentiated again, to any order.
    /// The xᵢ may be any formulas, not only leaves; each is taken as an independent variable: what lies below it is not followed, and
    /// the others are held fixed.
    /// </summary>
    /// <param name="scalar">One element, such as a loss; shape <c>[]</c>.</param>
    /// <param name="withRespectTo">The xᵢ.</param>
    /// <returns>One formula each, of xᵢ's shape; zero where the scalar does not depend on it.</returns>
    /// <exception cref="ShapeException">The first argument is not a scalar.</exception>
    public static IReadOnlyList<Expression> Gradient(Expression scalar, IReadOnlyList<Expression> withRespectTo)
    {
        ArgumentNullException.ThrowIfNull(scalar);
        if (scalar.Shape.Rank != 0)
            throw new ShapeException($"Gradient: expected a scalar of shape [], found {scalar.OperationName} of shape {scalar.Shape}; take its Mean or Sum.");
        return VectorJacobian([scalar], [Constant(1)], withRespectTo);
    }

    /// <summary>
    /// Σᵢ ⟨seedᵢ, ∂outputᵢ/∂x⟩ for each x: the vector-Jacobian product that reverse accumulation computes. Nothing below the x, nor below what
    /// <paramref name="stopAt"/> names besides, is visited.
    /// </summary>
    internal static IReadOnlyList<Expression> VectorJacobian(
        IReadOnlyList<Expression> outputs, IReadOnlyList<Expression> seeds, IReadOnlyList<Expression> withRespectTo, IReadOnlyList<Expression>? stopAt = null)
    {
        var targets = new HashSet<Expression>(withRespectTo, ReferenceEqualityComparer.Instance);
        var order = Traversal.InputsFirst(outputs, new HashSet<Expression>([.. withRespectTo, .. stopAt ?? []], ReferenceEqualityComparer.Instance));
        var needed = Needed(order, targets);
        var adjoints = new Dictionary<Expression, Expression>(ReferenceEqualityComparer.Instance);
        var segments = new Dictionary<Expression, Expression?[]>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < outputs.Count; i++)
            if (needed.Contains(outputs[i])) Accumulate(adjoints, outputs[i], seeds[i]);

        for (var i = order.Count - 1; i >= 0; i--)
        {
            var node = order[i];
            if (!needed.Contains(node) || targets.Contains(node)) continue;
            if (node.Operation is Segment segment)
            {
                // A segment has several results: their adjoints are collected and its inner formulas differentiated once.
                if (!segments.TryGetValue(node, out var collected)) continue;
                var contributions = segment.Pull(node, collected, needed);
                for (var input = 0; input < contributions.Length; input++)
                    if (contributions[input] is { } pulled) Accumulate(adjoints, node.InputArray[input], pulled);
                continue;
            }
            if (!adjoints.TryGetValue(node, out var upstream)) continue;
            if (node.Operation is SegmentOutput result)
            {
                if (!segments.TryGetValue(node.InputArray[0], out var collected))
                    segments[node.InputArray[0]] = collected = new Expression?[((Segment)node.InputArray[0].Operation).Body.Count];
                collected[result.Index] = upstream;
                continue;
            }
            for (var input = 0; input < node.InputArray.Length; input++)
                if (needed.Contains(node.InputArray[input]) && node.Operation.Gradient(input, node, upstream) is { } contribution)
                    Accumulate(adjoints, node.InputArray[input], contribution);
        }
        return [.. withRespectTo.Select(x => adjoints.GetValueOrDefault(x) ?? Constant(0, x.Shape))];
    }

    private static HashSet<Expression> Needed(List<Expression> order, HashSet<Expression> targets)
    {
        var needed = new HashSet<Expression>(ReferenceEqualityComparer.Instance);
        foreach (var node in order)
            if (targets.Contains(node) || (node.Operation is not Autodiff.StopGradient && Array.Exists(node.InputArray, needed.Contains))) needed.Add(node);
        return needed;
    }

    private static void Accumulate(Dictionary<Expression, Expression> adjoints, Expression node, Expression contribution)
        => adjoints[node] = adjoints.TryGetValue(node, out var sum) ? sum + contribution : contribution;
}
