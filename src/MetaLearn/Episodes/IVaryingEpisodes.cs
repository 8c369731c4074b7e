namespace MetaLearn.Episodes;

/// <summary>
/// Episodes of several shapes. Each meta-batch is of one of them, drawn for its iteration, so that one program for each shape serves all of training. Asked without an iteration, as
/// <see cref="IEpisodeSource"/>, it gives episodes of the largest.
/// </summary>
public interface IVaryingEpisodes : IEpisodeSource
{
    /// <summary>A source for each shape: at least one, none with more rows than <see cref="IEpisodeSource.Shape"/>.</summary>
    IReadOnlyList<IEpisodeSource> Sources { get; }

    /// <summary>Which of <see cref="Sources"/> a meta-batch is of. Thread-safe; depends on nothing but the arguments and the source's own fixed data.</summary>
    /// <param name="seed">As for <see cref="IEpisodeSource.Sample"/>.</param>
    /// <param name="iteration">0, 1, 2, …</param>
    int SourceOf(ulong seed, long iteration);
}
