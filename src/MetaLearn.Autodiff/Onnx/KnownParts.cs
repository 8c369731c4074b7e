namespace MetaLearn.Autodiff.Onnx;

/// <summary>What a formula needs and x does not change: the leaves' values, and the parts that can be computed from them beforehand.</summary>
internal static class KnownParts
{
    /// <param name="formula">Of one episode.</param>
    /// <param name="order">All it is made of, inputs first.</param>
    /// <param name="ofX">What of it depends on x.</param>
    /// <param name="weights">Values of leaves.</param>
    /// <exception cref="ArgumentException">A leaf has no value, or one of another length.</exception>
    /// <exception cref="NotSupportedException">It draws numbers, or holds an empty array.</exception>
    public static Dictionary<Expression, OnnxWeight> Of(Expression formula, List<Expression> order, HashSet<Expression> ofX, IReadOnlyList<OnnxWeight> weights)
    {
        var known = new Dictionary<Expression, OnnxWeight>(ReferenceEqualityComparer.Instance);
        foreach (var weight in weights)
        {
            if (weight.Values.Length != weight.Leaf.Shape.Count)
                throw new ArgumentException($"The value of {weight.Name} has {weight.Values.Length} numbers; its shape {weight.Leaf.Shape} has {weight.Leaf.Shape.Count}.", nameof(weights));
            known[weight.Leaf] = weight;
        }
        foreach (var node in order)
        {
            if (node.Shape.Count == 0) throw new NotSupportedException($"{node} is an empty array, which is not exported to ONNX.");
            if (node.Operation is RandomOperation) throw OnnxOperations.Refusal(node.Operation);
            if (node.Operation is Leaf && !ofX.Contains(node) && !known.ContainsKey(node)) throw new ArgumentException($"There is no value for the leaf {node}.", nameof(weights));
        }
        var parts = order.Where(ofX.Contains).SelectMany(node => node.InputArray).Append(formula).Where(node => !ofX.Contains(node)).Select(Unrepeated)
            .Where(node => node.Operation is not (Leaf or Constant or ConstantArray)).Distinct().ToList();
        var values = parts.Count == 0 ? [] : Program.Evaluate<float>(parts, weights.ToDictionary(weight => weight.Leaf, weight => weight.Values.ToArray()));
        for (var i = 0; i < parts.Count; i++) known[parts[i]] = new(parts[i], "computed", values[i]);
        return known;
    }

    // Repeated when the model runs, so that a weight is stored once and under its name.
    private static Expression Unrepeated(Expression x)
    {
        while (x.Operation is Broadcast or StopGradient) x = x.InputArray[0];
        return x;
    }
}
