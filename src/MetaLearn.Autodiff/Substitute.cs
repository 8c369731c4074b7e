namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>The formula with some of its parts replaced by others: any model at other parameters, without a second way to write it.</summary>
    /// <param name="formula">Is left as it is; parts that contain nothing to replace are shared with the result.</param>
    /// <param name="replacements">Part → formula of the same shape. A replacement is not searched again.</param>
    /// <exception cref="ShapeException">A replacement has another shape than what it replaces.</exception>
    public static Expression Substitute(Expression formula, IReadOnlyDictionary<Expression, Expression> replacements)
    {
        ArgumentNullException.ThrowIfNull(replacements);
        return Substitute([formula], [.. replacements.Keys], [.. replacements.Values])[0];
    }

    /// <summary>As <see cref="Substitute(Expression, IReadOnlyDictionary{Expression, Expression})"/>, for several formulas that share parts.</summary>
    /// <param name="formulas">The formulas.</param>
    /// <param name="from">What is replaced.</param>
    /// <param name="to">By what, in the same order.</param>
    public static IReadOnlyList<Expression> Substitute(IReadOnlyList<Expression> formulas, IReadOnlyList<Expression> from, IReadOnlyList<Expression> to)
    {
        ArgumentNullException.ThrowIfNull(formulas);
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        if (from.Count != to.Count) throw new ArgumentException($"Substitute: {from.Count} parts to replace but {to.Count} replacements.", nameof(to));
        var map = new Dictionary<Expression, Expression>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < from.Count; i++)
        {
            if (from[i].Shape != to[i].Shape) throw new ShapeException($"Substitute: {from[i]} cannot become {to[i]}: the shapes differ.");
            map[from[i]] = to[i];
        }
        var stop = new HashSet<Expression>(from, ReferenceEqualityComparer.Instance);
        foreach (var node in Traversal.InputsFirst(formulas, stop))
        {
            if (map.ContainsKey(node)) continue;
            map[node] = Array.TrueForAll(node.InputArray, input => ReferenceEquals(map[input], input))
                ? node
                : new Expression(node.Operation, Array.ConvertAll(node.InputArray, input => map[input]));
        }
        return [.. formulas.Select(formula => map[formula])];
    }
}
