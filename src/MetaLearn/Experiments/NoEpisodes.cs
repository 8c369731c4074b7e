using MetaLearn.Episodes;

namespace MetaLearn.Experiments;

/// <summary>Stands where episodes would, for a model that is used and no longer trained: it knows their shape alone.</summary>
internal sealed class NoEpisodes(EpisodeShape shape) : IEpisodeSource
{
    public EpisodeShape Shape => shape;

    public Episode Sample(ulong seed, long index) => throw new InvalidOperationException("The run was opened without its data, so it has no episodes.");
}
