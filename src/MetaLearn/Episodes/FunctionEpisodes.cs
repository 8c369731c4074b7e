using MetaLearn.Autodiff;

namespace MetaLearn.Episodes;

/// <summary>
/// Regression on random functions of one variable, x and y both of row shape <c>[1]</c>. An episode is drawn in three parts, each from its own
/// stream of (seed, index): the hidden numbers that define the function, then the support set, then the query set. So the function stays the same
/// when <see cref="Shots"/> or <see cref="Queries"/> change, and the support set when <see cref="Queries"/> does.
/// </summary>
public abstract record FunctionEpisodes : ICurveSource
{
    private const int LargestHiddenCount = 8;

    private protected FunctionEpisodes() { }

    /// <summary>Support points K an episode: at least 1; 10 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Shots { get; init => field = Require.Positive(value, nameof(Shots)); } = 10;

    /// <summary>Query points an episode: at least 1; 10 by default (Finn et al. (2017) draw as many as support points).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Queries { get; init => field = Require.Positive(value, nameof(Queries)); } = 10;

    /// <summary>Standard deviation of the normal noise added to support and query y: finite and at least 0; 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double Noise { get; init => field = Require.NotNegative(value, nameof(Noise)); }

    /// <inheritdoc/>
    public EpisodeShape Shape => new(Shots, Queries, new Shape(1), new Shape(1));

    private protected abstract int HiddenCount { get; }

    private protected abstract void DrawHidden(RandomStream random, Span<float> hidden);

    private protected abstract void DrawX(RandomStream random, ReadOnlySpan<float> hidden, bool support, Span<float> x);

    private protected abstract double Evaluate(ReadOnlySpan<float> hidden, double x);

    /// <inheritdoc/>
    public Episode Sample(ulong seed, long index)
    {
        var episode = EpisodeBuffers.Sample(this, seed, index);
        var hidden = new float[HiddenCount];
        DrawHidden(Stream(seed, index).Split(0), hidden);
        return episode with { TaskParameters = hidden };
    }

    /// <inheritdoc/>
    public void Fill(ulong seed, long index, Span<float> supportX, Span<float> supportY, Span<float> queryX, Span<float> queryY)
    {
        EpisodeBuffers.Check(Shape, index, supportX.Length, supportY.Length, queryX.Length, queryY.Length);
        var stream = Stream(seed, index);
        Span<float> buffer = stackalloc float[LargestHiddenCount];
        var hidden = buffer[..HiddenCount];
        DrawHidden(stream.Split(0), hidden);
        FillSet(stream.Split(1), hidden, support: true, supportX, supportY);
        FillSet(stream.Split(2), hidden, support: false, queryX, queryY);
    }

    /// <inheritdoc/>
    public void Curve(ulong seed, long index, ReadOnlySpan<float> x, Span<float> y)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        if (x.Length != y.Length) throw new ArgumentException($"x holds {x.Length} numbers and y {y.Length}; both must be as long.", nameof(y));
        Span<float> buffer = stackalloc float[LargestHiddenCount];
        var hidden = buffer[..HiddenCount];
        DrawHidden(Stream(seed, index).Split(0), hidden);
        for (var i = 0; i < x.Length; i++) y[i] = (float)Evaluate(hidden, x[i]);
    }

    private void FillSet(RandomStream random, ReadOnlySpan<float> hidden, bool support, Span<float> x, Span<float> y)
    {
        DrawX(random, hidden, support, x);
        for (var i = 0; i < x.Length; i++) y[i] = (float)Evaluate(hidden, x[i]);
        if (Noise == 0) return;
        for (var i = 0; i < y.Length; i++) y[i] += (float)(Noise * random.Normal());
    }

    private static RandomStream Stream(ulong seed, long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return new RandomStream(seed).Split((ulong)index);
    }
}
