using System.Numerics.Tensors;

namespace MetaLearn.Reinforcement.Rollouts;

/// <summary>
/// Sums of one ridge regression: the minimum of Σ (fᵀw − y)² + ridge · ‖w‖² solves (Σ f fᵀ + ridge · I) w = Σ f y. Our own, by Cholesky's decomposition: the
/// framework has no linear algebra, the system is small (features, not steps), and the ridge keeps it positive definite.
/// </summary>
internal sealed class RidgeSystem(int features)
{
    // The lower triangles alone are used.
    private readonly double[] gram = new double[features * features];
    private readonly double[] root = new double[features * features];
    private readonly double[] right = new double[features];

    /// <summary>Adds samples.</summary>
    /// <param name="samples">Feature after feature, <c>[features, samples]</c> with <paramref name="stride"/> numbers a feature.</param>
    /// <param name="stride">From a feature's numbers to the next one's.</param>
    /// <param name="targets">y of each sample.</param>
    public void Add(ReadOnlySpan<double> samples, int stride, ReadOnlySpan<double> targets)
    {
        for (var i = 0; i < features; i++)
        {
            var feature = samples.Slice(i * stride, targets.Length);
            for (var j = 0; j <= i; j++) gram[i * features + j] += TensorPrimitives.Dot(feature, samples.Slice(j * stride, targets.Length));
            right[i] += TensorPrimitives.Dot(feature, targets);
        }
    }

    /// <summary>Solves for w.</summary>
    /// <returns>Whether w is finite: it is not where rounding has made the matrix indefinite.</returns>
    public bool TrySolve(double ridge, Span<double> w)
    {
        gram.CopyTo(root, 0);
        for (var i = 0; i < features; i++)
        {
            for (var j = 0; j < i; j++) root[i * features + j] = (root[i * features + j] - Dot(i, j, j)) / root[j * features + j];
            root[i * features + i] = Math.Sqrt(root[i * features + i] + ridge - Dot(i, i, i));
        }
        for (var i = 0; i < features; i++)
            w[i] = (right[i] - TensorPrimitives.Dot(root.AsSpan(i * features, i), w[..i])) / root[i * features + i];
        for (var i = features - 1; i >= 0; i--)
        {
            w[i] /= root[i * features + i];
            for (var k = 0; k < i; k++) w[k] -= root[i * features + k] * w[i];
        }
        return TensorPrimitives.IsFiniteAll<double>(w);
    }

    private double Dot(int row, int other, int count) => TensorPrimitives.Dot(root.AsSpan(row * features, count), root.AsSpan(other * features, count));
}
