using MetaLearn.Episodes;

namespace MetaLearn.Reproductions;

/// <summary>
/// Sinusoids whose support points lie in one half of the range of x, judged on the other half only: each query point that falls into the
/// support's half is mirrored into the other.
/// </summary>
/// <param name="source">Its <see cref="Sinusoids.SupportHalf"/> is not the whole range.</param>
internal sealed class UnseenHalf(Sinusoids source) : IEpisodeSource
{
    public EpisodeShape Shape => source.Shape;

    public Episode Sample(ulong seed, long index)
    {
        var episode = source.Sample(seed, index);
        var middle = (float)source.X.Middle;
        var seenLeft = episode.Support.X.Span[0] < middle;
        var x = episode.Query.X.ToArray();
        foreach (ref var value in x.AsSpan())
            if (value < middle == seenLeft) value = 2 * middle - value;
        var y = new float[x.Length];
        source.Curve(seed, index, x, y);
        return episode with { Query = new(x, y) };
    }
}
