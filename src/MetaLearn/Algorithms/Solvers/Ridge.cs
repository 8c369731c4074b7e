using MetaLearn.Autodiff;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Algorithms;

/// <summary>
/// Ridge regression as a formula: argmin over W of <c>1/n Σᵢ wᵢ ‖yᵢ − Wᵀxᵢ − b‖² + λ‖W‖²</c>, exact and differentiable in everything. The intercept b is not
/// penalised.
/// </summary>
internal static class Ridge
{
    /// <summary>The solution with its intercept as the last row.</summary>
    /// <param name="x"><c>[n, d]</c>.</param>
    /// <param name="y"><c>[n, o]</c>.</param>
    /// <param name="rowWeights">w, <c>[n, 1]</c>, or a number; at least 0 and not all 0.</param>
    /// <param name="strength">λ, shape <c>[]</c>; positive.</param>
    /// <param name="hasIntercept">Whether there is a b; the result has d rows where there is none.</param>
    /// <returns><c>[d + 1, o]</c>.</returns>
    public static Expression Solve(Expression x, Expression y, Expression rowWeights, Expression strength, bool hasIntercept)
    {
        var (rows, features) = (x.Shape[0], x.Shape[1]);
        if (hasIntercept) x = Concatenate(1, x, Constant(1, new(rows, 1)));
        var size = x.Shape[1];
        var penalized = Constant([.. Enumerable.Range(0, size * size).Select(i => i % (size + 1) == 0 && i / size < features ? 1.0 : 0)], new(size, size));
        var weighted = rowWeights * x * (1.0 / rows);
        return Eliminate(MatMul(weighted, x, transposeA: true) + strength * penalized, MatMul(weighted, y, transposeA: true));
    }

    // Gauss and Jordan. A positive definite matrix needs no pivoting: every pivot is positive.
    private static Expression Eliminate(Expression matrix, Expression right)
    {
        var size = matrix.Shape[0];
        var both = Concatenate(1, matrix, right);
        for (var k = 0; k < size; k++)
        {
            var row = Slice(both, 0, k, 1);
            // Row k becomes row / pivot, any other row loses its share of it.
            var shares = Slice(both, 1, k, 1) - Constant([.. Enumerable.Range(0, size).Select(i => i == k ? 1.0 : 0)], new(size, 1));
            both -= shares * (row / Slice(row, 1, k, 1));
        }
        return Slice(both, 1, size, right.Shape[1]);
    }
}
