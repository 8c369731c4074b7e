namespace MetaLearn.Episodes;

/// <summary>A source of one-dimensional functions that can be drawn: it knows each episode's true curve.</summary>
public interface ICurveSource : IEpisodeSource
{
    /// <summary>The noiseless function behind the episode with this index, at any x. Thread-safe.</summary>
    /// <param name="seed">As for <see cref="IEpisodeSource.Sample"/>.</param>
    /// <param name="index">As for <see cref="IEpisodeSource.Sample"/>.</param>
    /// <param name="x">Where to evaluate it; any length.</param>
    /// <param name="y">Its values; as long as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    void Curve(ulong seed, long index, ReadOnlySpan<float> x, Span<float> y);
}
