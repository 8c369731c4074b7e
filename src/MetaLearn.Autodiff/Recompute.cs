namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>
    /// The formulas as they are, but what lies between <paramref name="inputs"/> and them is not kept for the backward pass: it is computed
    /// again when the gradient needs it. Trades one more forward computation for memory; values and gradients keep the same bits.
    /// </summary>
    /// <param name="formulas">Results of the segment, such as θ after one inner step.</param>
    /// <param name="inputs">Where the segment begins, such as θ before the step; these are kept. Leaves need not be named.</param>
    public static IReadOnlyList<Expression> Recompute(IReadOnlyList<Expression> formulas, IReadOnlyList<Expression> inputs)
    {
        ArgumentNullException.ThrowIfNull(formulas);
        ArgumentNullException.ThrowIfNull(inputs);
        // Leaves that the formulas use besides are beginnings too: a gradient must find its way to a parameter (α, a proximal θ) through the segment.
        var stop = new HashSet<Expression>(inputs, ReferenceEqualityComparer.Instance);
        var leaves = Traversal.InputsFirst(formulas, stop).Where(x => x.Operation is Leaf && !stop.Contains(x));
        Expression[] beginnings = [.. inputs, .. leaves];
        var segment = new Expression(new Segment([.. formulas], beginnings), beginnings);
        return [.. formulas.Select((formula, i) => new Expression(new SegmentOutput(i, formula.Shape), segment))];
    }
}

/// <summary>Formulas of the segment's beginnings, inlined when compiled. Its own shape means nothing: <see cref="SegmentOutput"/> picks a result.</summary>
internal sealed record Segment(IReadOnlyList<Expression> Body, IReadOnlyList<Expression> Beginnings) : Operation
{
    public override string Name => "Recompute";

    internal override Shape InferShape(ReadOnlySpan<Shape> inputs) => Shape.Scalar;

    internal override Expression? Gradient(int input, Expression output, Expression upstream)
        => throw new InvalidOperationException("A segment's results are differentiated together, by Pull.");

    /// <summary>The body at other beginnings.</summary>
    internal IReadOnlyList<Expression> At(IReadOnlyList<Expression> beginnings) => Functions.Substitute(Body, Beginnings, beginnings);

    /// <summary>
    /// Contributions to each input from the adjoints of the results. The body is built a second time on beginnings that wait for the
    /// adjoints, so that it is neither merged with the first nor computed before the backward pass arrives here.
    /// </summary>
    internal Expression?[] Pull(Expression node, Expression?[] adjoints, HashSet<Expression> needed)
    {
        var seeds = adjoints.OfType<Expression>().ToArray();
        var waiting = Array.ConvertAll(node.InputArray, input => new Expression(new Barrier(new object()), [input, .. seeds]));
        var again = At(waiting);
        var wanted = Enumerable.Range(0, waiting.Length).Where(i => needed.Contains(node.InputArray[i])).ToArray();
        // Below the other beginnings lie the adjoints, that is the backward pass so far: visiting it in every step would take quadratic time.
        var pulled = Functions.VectorJacobian([.. again.Where((_, i) => adjoints[i] is not null)], seeds, [.. wanted.Select(i => waiting[i])], waiting);
        var result = new Expression?[waiting.Length];
        for (var i = 0; i < wanted.Length; i++) result[wanted[i]] = pulled[i];
        return result;
    }
}

/// <summary>One result of a segment.</summary>
internal sealed record SegmentOutput(int Index, Shape Shape) : Operation
{
    public override string Name => "Recompute";

    internal override Shape InferShape(ReadOnlySpan<Shape> inputs) => Shape;

    internal override Expression? Gradient(int input, Expression output, Expression upstream)
        => throw new InvalidOperationException("A segment's results are differentiated together, by Segment.Pull.");
}

/// <summary>Its first input, but not before the others are computed; never merged with another.</summary>
internal sealed record Barrier(object Identity) : Operation
{
    public override string Name => "Recompute";

    internal override Shape InferShape(ReadOnlySpan<Shape> inputs) => inputs[0];

    internal override Expression? Gradient(int input, Expression output, Expression upstream) => input == 0 ? upstream : null;
}
