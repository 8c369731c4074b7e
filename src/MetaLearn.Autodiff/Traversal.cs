namespace MetaLearn.Autodiff;

/// <summary>Walks formulas without recursion: a graph may be deeper than the stack.</summary>
internal static class Traversal
{
    /// <summary>All expressions the roots depend on, inputs before users, each once; nothing below <paramref name="stopAt"/> is visited.</summary>
    internal static List<Expression> InputsFirst(IEnumerable<Expression> roots, IReadOnlySet<Expression>? stopAt = null)
    {
        var order = new List<Expression>();
        var seen = new HashSet<Expression>(ReferenceEqualityComparer.Instance);
        var stack = new Stack<(Expression Expression, int Next)>();
        foreach (var root in roots)
        {
            if (!seen.Add(root)) continue;
            stack.Push((root, 0));
            while (stack.TryPop(out var top))
            {
                var inputs = stopAt?.Contains(top.Expression) == true ? [] : top.Expression.InputArray;
                if (top.Next == inputs.Length)
                {
                    order.Add(top.Expression);
                    continue;
                }
                stack.Push((top.Expression, top.Next + 1));
                if (seen.Add(inputs[top.Next])) stack.Push((inputs[top.Next], 0));
            }
        }
        return order;
    }
}
