using MetaLearn.Episodes;

namespace MetaLearn.Reproductions;

/// <summary>Episodes judged on the very points they adapt on, to see whether the inner loop does what gradient descent should: lower that error.</summary>
/// <param name="source">With as many query as support rows.</param>
internal sealed class SupportAgain(IEpisodeSource source) : IEpisodeSource
{
    public EpisodeShape Shape => source.Shape;

    public Episode Sample(ulong seed, long index)
    {
        var episode = source.Sample(seed, index);
        return episode with { Query = episode.Support };
    }
}
