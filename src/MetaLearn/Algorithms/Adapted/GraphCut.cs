using MetaLearn.Autodiff;

namespace MetaLearn.Algorithms;

/// <summary>
/// A formula cut where the query comes in. What is needed of the rest is of two kinds: what the support set determined, the adapted state, computed once a support
/// set; and what it did not (θ where no inner loop moves it), computed once for all.
/// </summary>
internal sealed class GraphCut
{
    private GraphCut(Expression[] state, Expression[] common, Expression formula)
    {
        (State, Common) = (state, common);
        StateInputs = [.. state.Select((node, i) => new Input($"adapted {i}", node.Shape, isPerEpisode: false))];
        CommonInputs = [.. common.Select((node, i) => new Input($"common {i}", node.Shape, isPerEpisode: false))];
        Prediction = formula.At([.. state, .. common], [.. StateInputs, .. CommonInputs]);
    }

    /// <summary>The values on the cut that depend on the support set.</summary>
    public IReadOnlyList<Expression> State { get; }

    /// <summary>The values on the cut that do not.</summary>
    public IReadOnlyList<Expression> Common { get; }

    /// <summary>Leaves in the place of <see cref="State"/>.</summary>
    public IReadOnlyList<Input> StateInputs { get; }

    /// <summary>Leaves in the place of <see cref="Common"/>.</summary>
    public IReadOnlyList<Input> CommonInputs { get; }

    /// <summary>The formula of those leaves and the query.</summary>
    public Expression Prediction { get; }

    /// <summary>Cuts a formula.</summary>
    /// <param name="formula">Predictions of the query.</param>
    /// <param name="query">The query's leaf.</param>
    /// <param name="support">The support set's leaves.</param>
    public static GraphCut At(Expression formula, Expression query, params IReadOnlyList<Expression> support)
    {
        var order = Functions.InputsFirst(formula);
        var (ofQuery, ofSupport) = (Dependants(order, [query]), Dependants(order, support));
        var cut = new List<Expression>();
        var isCut = new HashSet<Expression>(ReferenceEqualityComparer.Instance);
        foreach (var node in order.Where(ofQuery.Contains))
            foreach (var input in node.Inputs)
                if (!ofQuery.Contains(input) && BeforeRepetition(input) is var kept && !Functions.IsConstant(kept) && isCut.Add(kept)) cut.Add(kept);
        if (!ofQuery.Contains(formula) && isCut.Add(formula)) cut.Add(formula);
        return new([.. cut.Where(ofSupport.Contains)], [.. cut.Where(node => !ofSupport.Contains(node))], formula);
    }

    private static HashSet<Expression> Dependants(IReadOnlyList<Expression> order, IReadOnlyList<Expression> leaves)
    {
        var found = new HashSet<Expression>(leaves, ReferenceEqualityComparer.Instance);
        foreach (var node in order)
            if (node.Inputs.Any(found.Contains)) found.Add(node);
        return found;
    }

    // How often something is repeated may depend on the number of query rows (a context beside each of them); the adapted state may not.
    private static Expression BeforeRepetition(Expression x)
    {
        while (x is { OperationName: "Broadcast", Inputs: [var inner] }) x = inner;
        return x;
    }
}
