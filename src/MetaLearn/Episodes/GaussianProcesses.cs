using MetaLearn.Autodiff;

namespace MetaLearn.Episodes;

/// <summary>
/// Functions from a Gaussian process with the squared-exponential kernel <c>σ² exp(−(x − x′)² / 2ℓ²)</c>, drawn exactly: the joint normal at an
/// episode's own K + Q points, by Cholesky in double. Defaults: Garnelo et al. (2018), conditional neural processes: ℓ = 0.4, σ = 1, x ~ U[−2, 2],
/// noise 0.02 (a standard deviation). <see cref="Episode.TaskParameters"/> are <c>[ℓ, σ]</c>. Cost grows with (K + Q)³.
/// </summary>
/// <remarks>Kernel parameters, support set and query set have streams of their own, as in <see cref="FunctionEpisodes"/>.</remarks>
public sealed record GaussianProcesses : IEpisodeSource
{
    /// <summary>Support points K an episode: at least 1; 10 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Shots { get; init => field = Require.Positive(value, nameof(Shots)); } = 10;

    /// <summary>Query points an episode: at least 1; 10 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Queries { get; init => field = Require.Positive(value, nameof(Queries)); } = 10;

    /// <summary>Where ℓ is drawn from, in units of x: positive; 0.4 by default. Kim et al. (2019) use [0.1, 0.6].</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public Bounds LengthScale { get; init => field = Require.Positive(value, nameof(LengthScale)); } = Bounds.Fixed(0.4);

    /// <summary>Where σ is drawn from, in units of y: positive; 1 by default. Kim et al. (2019) use [0.1, 1].</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public Bounds OutputScale { get; init => field = Require.Positive(value, nameof(OutputScale)); } = Bounds.Fixed(1);

    /// <summary>Standard deviation of the noise in y: finite and at least 0; 0.02 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double Noise { get; init => field = Require.NotNegative(value, nameof(Noise)); } = 0.02;

    /// <summary>Fraction of σ² added to the kernel's diagonal so that close points stay solvable: positive and finite; 1e-6 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive or not finite.</exception>
    public double Jitter { get; init => field = Require.Positive(value, nameof(Jitter)); } = 1e-6;

    /// <summary>Where x is drawn from; [−2, 2] by default.</summary>
    public Bounds X { get; init; } = new(-2, 2);

    /// <inheritdoc/>
    public EpisodeShape Shape => new(Shots, Queries, new Shape(1), new Shape(1));

    /// <inheritdoc/>
    public Episode Sample(ulong seed, long index)
    {
        var episode = EpisodeBuffers.Sample(this, seed, index);
        var (length, scale) = Kernel(new RandomStream(seed).Split((ulong)index));
        return episode with { TaskParameters = new[] { length, scale } };
    }

    /// <inheritdoc/>
    public void Fill(ulong seed, long index, Span<float> supportX, Span<float> supportY, Span<float> queryX, Span<float> queryY)
    {
        EpisodeBuffers.Check(Shape, index, supportX.Length, supportY.Length, queryX.Length, queryY.Length);
        var stream = new RandomStream(seed).Split((ulong)index);
        var (length, scale) = Kernel(stream);
        var normal = new double[Shots + Queries];
        DrawSet(stream.Split(1), supportX, normal.AsSpan(0, Shots));
        DrawSet(stream.Split(2), queryX, normal.AsSpan(Shots));

        var root = Cholesky([.. supportX, .. queryX], length, scale);
        for (var i = 0; i < normal.Length; i++)
        {
            var sum = 0.0;
            for (var j = 0; j <= i; j++) sum += root[i, j] * normal[j];
            if (i < Shots) supportY[i] = (float)sum;
            else queryY[i - Shots] = (float)sum;
        }
    }

    private (float Length, float Scale) Kernel(RandomStream stream)
    {
        var random = stream.Split(0);
        return (LengthScale.Draw(random), OutputScale.Draw(random));
    }

    // Interleaved, so that the first points are the same whatever the number of points.
    private void DrawSet(RandomStream random, Span<float> x, Span<double> normal)
    {
        for (var i = 0; i < x.Length; i++) (x[i], normal[i]) = (X.Draw(random), random.Normal());
    }

    private double[,] Cholesky(float[] x, double length, double scale)
    {
        var root = new double[x.Length, x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var distance = ((double)x[i] - x[j]) / length;
                var sum = scale * scale * Math.Exp(-distance * distance / 2);
                if (i == j) sum += scale * scale * Jitter + Noise * Noise;
                for (var k = 0; k < j; k++) sum -= root[i, k] * root[j, k];
                if (i == j && sum <= 0)
                    throw new InvalidOperationException($"The kernel matrix of {x.Length} points is not positive definite with jitter {Jitter}: raise {nameof(Jitter)}.");
                root[i, j] = i == j ? Math.Sqrt(sum) : sum / root[j, j];
            }
        }
        return root;
    }
}
