using MetaLearn.Autodiff;

namespace MetaLearn.Algorithms;

/// <summary>
/// Cuts a formula in two at the support set: what does not depend on the query is the adapted state, computed once; the rest predicts from it.
/// </summary>
internal static class GraphCut
{
    /// <summary>The values on the cut and the formula of them and the query.</summary>
    /// <param name="formula">Predictions of the query.</param>
    /// <param name="query">The query's leaf.</param>
    public static (IReadOnlyList<Expression> State, IReadOnlyList<Input> StateInputs, Expression Prediction) At(Expression formula, Expression query)
    {
        var dependsOnQuery = new Dictionary<Expression, bool>(ReferenceEqualityComparer.Instance);
        var order = Functions.InputsFirst(formula);
        var cut = new List<Expression>();
        var isCut = new HashSet<Expression>(ReferenceEqualityComparer.Instance);
        foreach (var node in order)
            dependsOnQuery[node] = ReferenceEquals(node, query) || node.Inputs.Any(input => dependsOnQuery[input]);
        foreach (var node in order.Where(node => dependsOnQuery[node]))
            foreach (var input in node.Inputs)
                if (!dependsOnQuery[input] && BeforeRepetition(input) is var kept && !Functions.IsConstant(kept) && isCut.Add(kept)) cut.Add(kept);
        if (!dependsOnQuery[formula] && isCut.Add(formula)) cut.Add(formula);
        Input[] inputs = [.. cut.Select((node, i) => new Input($"adapted {i}", node.Shape, isPerEpisode: false))];
        return (cut, inputs, formula.At(cut, inputs));
    }

    // How often something is repeated may depend on the number of query rows (a context beside each of them); the adapted state may not.
    private static Expression BeforeRepetition(Expression x)
    {
        while (x is { OperationName: "Broadcast", Inputs: [var inner] }) x = inner;
        return x;
    }
}
