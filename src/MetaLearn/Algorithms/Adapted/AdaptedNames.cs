using MetaLearn.Autodiff;

namespace MetaLearn.Algorithms;

/// <summary>Which part of an adapted model's prediction stands where the model has which parameter: found by walking both formulas side by side.</summary>
internal static class AdaptedNames
{
    /// <param name="adapted">Predictions after adapting.</param>
    /// <param name="plain">Predictions without an inner step.</param>
    /// <returns>Names of parameters; a part that has no such place is not among them.</returns>
    public static IReadOnlyDictionary<Expression, string> Of(Expression adapted, Expression plain)
    {
        var names = new Dictionary<Expression, string>(ReferenceEqualityComparer.Instance);
        var seen = new HashSet<(Expression, Expression)>();
        var pairs = new Stack<(Expression Adapted, Expression Plain)>([(adapted, plain)]);
        while (pairs.TryPop(out var pair))
        {
            if (!seen.Add(pair)) continue;
            if (pair.Plain is Parameter parameter) names.TryAdd(pair.Adapted, parameter.Name);
            else if (pair.Adapted.OperationName == pair.Plain.OperationName && pair.Adapted.Shape == pair.Plain.Shape && pair.Adapted.Inputs.Count == pair.Plain.Inputs.Count)
                for (var i = 0; i < pair.Adapted.Inputs.Count; i++) pairs.Push((pair.Adapted.Inputs[i], pair.Plain.Inputs[i]));
        }
        return names;
    }
}
