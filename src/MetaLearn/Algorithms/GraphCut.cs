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
                if (!dependsOnQuery[input] && !Functions.IsConstant(input) && isCut.Add(input)) cut.Add(input);
        if (!dependsOnQuery[formula] && isCut.Add(formula)) cut.Add(formula);
        Input[] inputs = [.. cut.Select((node, i) => new Input($"adapted {i}", node.Shape, isPerEpisode: false))];
        return (cut, inputs, formula.At(cut, inputs));
    }
}
