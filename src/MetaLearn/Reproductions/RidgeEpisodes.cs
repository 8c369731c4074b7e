using MetaLearn.Autodiff;
using MetaLearn.Episodes;

namespace MetaLearn.Reproductions;

/// <summary>
/// Linear regression episodes y = ⟨a, x⟩ + noise, each with its own a and its own support points, whose inner problem
/// min 1/n · ‖Xφ − y‖² + (λ/2)‖φ − θ‖² is ridge regression towards θ. Features have very different spreads, so that the Hessian's eigenvalues do too.
/// </summary>
internal sealed class RidgeEpisodes : IEpisodeSource
{
    public const int Features = 16, Rows = 20;
    private const double SmallestSpread = 0.2, LargestSpread = 2, Noise = 0.1;

    public EpisodeShape Shape { get; } = new(Rows, Rows, new(Features), new(1));

    public Episode Sample(ulong seed, long index)
    {
        var random = new RandomStream(seed).Split((ulong)index);
        var a = Normals(random, Features);
        return new(Draw(random, a), Draw(random, a));
    }

    /// <summary>The meta-gradient λ (H + λI)⁻¹ ∇L_query(φ*) at φ* = (H + λI)⁻¹ (2/n · Xᵀy + λθ), by Cholesky's decomposition in double precision.</summary>
    /// <returns>φ* and the meta-gradient.</returns>
    public static (double[] Solution, double[] MetaGradient) Exact(Episode episode, double[] theta, double lambda)
    {
        var x = episode.Support.X.Span;
        var y = episode.Support.Y.Span;
        var matrix = new double[Features, Features];
        var right = new double[Features];
        for (var i = 0; i < Features; i++)
        {
            for (var j = 0; j < Features; j++)
            {
                for (var row = 0; row < Rows; row++) matrix[i, j] += 2.0 / Rows * x[row * Features + i] * x[row * Features + j];
                if (i == j) matrix[i, j] += lambda;
            }
            for (var row = 0; row < Rows; row++) right[i] += 2.0 / Rows * x[row * Features + i] * y[row];
            right[i] += lambda * theta[i];
        }
        Decompose(matrix);
        var solution = Solve(matrix, right);
        var gradient = Gradient(episode.Query, solution);
        return (solution, [.. Solve(matrix, gradient).Select(value => lambda * value)]);
    }

    // Of the mean squared error.
    private static double[] Gradient(Examples examples, double[] phi)
    {
        var x = examples.X.Span;
        var y = examples.Y.Span;
        var gradient = new double[Features];
        for (var row = 0; row < Rows; row++)
        {
            double error = -y[row];
            for (var i = 0; i < Features; i++) error += x[row * Features + i] * phi[i];
            for (var i = 0; i < Features; i++) gradient[i] += 2.0 / Rows * error * x[row * Features + i];
        }
        return gradient;
    }

    // The lower triangle becomes L with L Lᵀ = A.
    private static void Decompose(double[,] a)
    {
        for (var j = 0; j < Features; j++)
            for (var i = j; i < Features; i++)
            {
                for (var k = 0; k < j; k++) a[i, j] -= a[i, k] * a[j, k];
                a[i, j] = i == j ? Math.Sqrt(a[i, j]) : a[i, j] / a[j, j];
            }
    }

    private static double[] Solve(double[,] lower, double[] right)
    {
        var x = right.ToArray();
        for (var i = 0; i < Features; i++)
        {
            for (var k = 0; k < i; k++) x[i] -= lower[i, k] * x[k];
            x[i] /= lower[i, i];
        }
        for (var i = Features - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < Features; k++) x[i] -= lower[k, i] * x[k];
            x[i] /= lower[i, i];
        }
        return x;
    }

    private static Examples Draw(RandomStream random, double[] a)
    {
        var (x, y) = (new float[Rows * Features], new float[Rows]);
        for (var row = 0; row < Rows; row++)
        {
            var value = Noise * random.Normal();
            for (var i = 0; i < Features; i++)
            {
                var spread = SmallestSpread * Math.Pow(LargestSpread / SmallestSpread, i / (Features - 1.0));
                var feature = x[row * Features + i] = (float)(spread * random.Normal());
                value += a[i] * feature;
            }
            y[row] = (float)value;
        }
        return new(x, y);
    }

    private static double[] Normals(RandomStream random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Normal())];
}
