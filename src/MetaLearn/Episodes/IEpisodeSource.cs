namespace MetaLearn.Episodes;

/// <summary>Gives episodes by index. The same (seed, index) is the same episode on every machine and for any number of threads.</summary>
public interface IEpisodeSource
{
    /// <summary>The shape of every episode.</summary>
    EpisodeShape Shape { get; }

    /// <summary>The episode with this index. Thread-safe; depends on nothing but the arguments and the source's own fixed data.</summary>
    /// <param name="seed">Of the run (training, validation and test use different ones).</param>
    /// <param name="index">0, 1, 2, …</param>
    Episode Sample(ulong seed, long index);

    /// <summary>
    /// Writes the numbers of <see cref="Sample"/>'s episode into the caller's buffers. A source overrides it to spare the arrays; the
    /// numbers are the same. Thread-safe.
    /// </summary>
    /// <param name="seed">As for <see cref="Sample"/>.</param>
    /// <param name="index">As for <see cref="Sample"/>.</param>
    /// <param name="supportX"><c>[SupportRows, ..XRow]</c>.</param>
    /// <param name="supportY"><c>[SupportRows, ..YRow]</c>.</param>
    /// <param name="queryX"><c>[QueryRows, ..XRow]</c>.</param>
    /// <param name="queryY"><c>[QueryRows, ..YRow]</c>.</param>
    /// <exception cref="ArgumentException">A buffer has another length than its shape.</exception>
    void Fill(ulong seed, long index, Span<float> supportX, Span<float> supportY, Span<float> queryX, Span<float> queryY)
    {
        var episode = Sample(seed, index);
        EpisodeBuffers.Copy(episode.Support.X, supportX, nameof(supportX));
        EpisodeBuffers.Copy(episode.Support.Y, supportY, nameof(supportY));
        EpisodeBuffers.Copy(episode.Query.X, queryX, nameof(queryX));
        EpisodeBuffers.Copy(episode.Query.Y, queryY, nameof(queryY));
    }
}
