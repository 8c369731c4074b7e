namespace MetaLearn.Episodes;

/// <summary>A source that knows which rows of the user's data its episodes are made of, so that an audit need not guess from their contents.</summary>
public interface IEpisodeOrigins : IEpisodeSource
{
    /// <summary>Where the rows of an episode come from. Thread-safe.</summary>
    /// <param name="seed">As for <see cref="IEpisodeSource.Sample"/>.</param>
    /// <param name="index">As for <see cref="IEpisodeSource.Sample"/>.</param>
    EpisodeOrigin OriginOf(ulong seed, long index);
}
