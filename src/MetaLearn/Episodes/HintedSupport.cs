using MetaLearn.Autodiff;

namespace MetaLearn.Episodes;

/// <summary>
/// Another source's episodes with the support labels hidden: in the place of each y stands a hint, <c>tanh(y / s) + σ ε</c> with ε ~ N(0, 1), as a
/// sensor would give it that saturates and is noisy. What a hint means is nowhere told; query labels are as they were. So the domain that shows a new
/// problem differs from the one it is solved in, as in Yu et al. (2018). Without any hint no learner could adapt: the x of a sinusoid say nothing of it.
/// </summary>
public sealed class HintedSupport : ICurveSource
{
    // Streams 0 and 1 of a seed are the episodes' own and the order of passes.
    private const ulong Stream = 2;

    private readonly ICurveSource source;

    /// <summary>Wraps a source.</summary>
    /// <param name="source">Of functions whose y are a few units large.</param>
    public HintedSupport(ICurveSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        this.source = source;
    }

    /// <summary>s, the y at which the sensor begins to saturate: positive and finite; 2 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive or not finite.</exception>
    public double Saturation { get; init => field = Require.Positive(value); } = 2;

    /// <summary>σ, the standard deviation of the noise: finite and at least 0; 0.1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double Noise { get; init => field = Require.NotNegative(value); } = 0.1;

    /// <inheritdoc/>
    public EpisodeShape Shape => source.Shape;

    /// <inheritdoc/>
    public Episode Sample(ulong seed, long index)
    {
        var episode = source.Sample(seed, index);
        var hints = episode.Support.Y.ToArray();
        Hide(seed, index, hints);
        return episode with { Support = episode.Support with { Y = hints } };
    }

    /// <inheritdoc/>
    public void Fill(ulong seed, long index, Span<float> supportX, Span<float> supportY, Span<float> queryX, Span<float> queryY)
    {
        source.Fill(seed, index, supportX, supportY, queryX, queryY);
        Hide(seed, index, supportY);
    }

    /// <inheritdoc/>
    public void Curve(ulong seed, long index, ReadOnlySpan<float> x, Span<float> y) => source.Curve(seed, index, x, y);

    private void Hide(ulong seed, long index, Span<float> labels)
    {
        var random = new RandomStream(seed, Stream).Split((ulong)index);
        foreach (ref var label in labels) label = (float)(Math.Tanh(label / Saturation) + Noise * random.Normal());
    }
}
