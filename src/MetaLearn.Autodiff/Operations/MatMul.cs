namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>
    /// Matrix product of the last two axes, <c>[.., M, K] · [.., K, N] → [.., M, N]</c>; leading axes broadcast. Either side may be given transposed.
    /// </summary>
    /// <param name="a"><c>[.., M, K]</c>, or <c>[.., K, M]</c> when <paramref name="transposeA"/>.</param>
    /// <param name="b"><c>[.., K, N]</c>, or <c>[.., N, K]</c> when <paramref name="transposeB"/>.</param>
    /// <param name="transposeA">Whether a's last two axes are swapped first.</param>
    /// <param name="transposeB">Whether b's last two axes are swapped first.</param>
    /// <exception cref="ShapeException">A rank is below 2, K differs, or the leading axes do not broadcast.</exception>
    public static Expression MatMul(Expression a, Expression b, bool transposeA = false, bool transposeB = false)
        => new(new MatMul(transposeA, transposeB), a, b);
}

internal sealed record MatMul(bool TransposeA, bool TransposeB) : Operation
{
    public override string Name => (TransposeA, TransposeB) switch
    {
        (false, false) => "MatMul",
        (true, false) => "MatMul (first transposed)",
        (false, true) => "MatMul (second transposed)",
        _ => "MatMul (both transposed)",
    };

    internal override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        var (a, b) = (inputs[0], inputs[1]);
        if (a.Rank < 2 || b.Rank < 2) throw ShapeException.For(this, "matrices of rank 2 or more", inputs);
        var (m, k) = TransposeA ? (a[-1], a[-2]) : (a[-2], a[-1]);
        var (k2, n) = TransposeB ? (b[-1], b[-2]) : (b[-2], b[-1]);
        if (k != k2) throw ShapeException.For(this, $"equal inner lengths, not {k} and {k2}", inputs);
        if (!Shape.TryBroadcast(new(a.Lengths[..^2]), new(b.Lengths[..^2]), out var leading))
            throw ShapeException.For(this, "leading axes that broadcast", inputs);
        return new Shape([.. leading.Lengths, m, n]);
    }

    // With C = A B: dA = G Bᵀ and dB = Aᵀ G; the other three cases follow by transposing both sides.
    internal override Expression? Gradient(int input, Expression output, Expression upstream)
    {
        var (a, b) = (output.Inputs[0], output.Inputs[1]);
        var contribution = (input, TransposeA, TransposeB) switch
        {
            (0, false, _) => Functions.MatMul(upstream, b, false, !TransposeB),
            (0, true, _) => Functions.MatMul(b, upstream, TransposeB, true),
            (_, _, false) => Functions.MatMul(a, upstream, !TransposeA, false),
            (_, _, true) => Functions.MatMul(upstream, a, true, TransposeA),
        };
        return Functions.SumTo(contribution, output.Inputs[input].Shape);
    }
}
