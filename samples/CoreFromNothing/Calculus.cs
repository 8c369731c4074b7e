namespace MetaLearn.Samples.CoreFromNothing;

/// <summary>What can be done with a formula without computing it.</summary>
internal static class Calculus
{
    /// <summary>Every formula below the roots, each after its inputs; what lies below a formula in stopAt is left out.</summary>
    public static List<Formula> InputsFirst(IEnumerable<Formula> roots, IReadOnlyCollection<Formula> stopAt)
    {
        var order = new List<Formula>();
        var seen = new HashSet<Formula>();
        foreach (var root in roots) Visit(root);
        return order;

        void Visit(Formula node)
        {
            if (!seen.Add(node)) return;
            if (!stopAt.Contains(node)) foreach (var input in node.Inputs) Visit(input);
            order.Add(node);
        }
    }

    /// <summary>The formula of ∂scalar/∂x for each x: walk from the result to the leaves and add up what each operation pulls back.</summary>
    public static Formula[] Gradient(Formula scalar, params Formula[] withRespectTo)
    {
        var adjoints = new Dictionary<Formula, Formula> { [scalar] = 1 };
        foreach (var node in Enumerable.Reverse(InputsFirst([scalar], withRespectTo)))
        {
            if (withRespectTo.Contains(node) || !adjoints.TryGetValue(node, out var upstream)) continue;
            for (var i = 0; i < node.Inputs.Length; i++)
                if (node.Operation.Pull(i, node, upstream) is { } part)
                    adjoints[node.Inputs[i]] = adjoints.TryGetValue(node.Inputs[i], out var sum) ? sum + part : part;
        }
        return [.. withRespectTo.Select(x => adjoints.GetValueOrDefault(x) ?? Formula.Spread(0, x.Length))];
    }

    /// <summary>f(x; θ) becomes f(x; θ′): one formula stands where another stood. Parts without it are shared with the original.</summary>
    public static Formula Substitute(Formula formula, Formula from, Formula to)
    {
        var map = new Dictionary<Formula, Formula> { [from] = to };
        foreach (var node in InputsFirst([formula], [from]).Where(node => node != from))
        {
            Formula[] inputs = [.. node.Inputs.Select(input => map[input])];
            map[node] = inputs.SequenceEqual(node.Inputs) ? node : new(node.Operation, node.Length, inputs);
        }
        return map[formula];
    }
}
