namespace MetaLearn.Episodes;

/// <summary>
/// Another source's episodes, easy ones first (Bengio et al. 2009): for each index a few candidates are drawn and ranked by a difficulty of the caller's,
/// and one of the easiest is taken; the share that counts as easiest grows with the index until it is all of them and the source's own distribution is
/// reached. Everything follows from (seed, index): difficulty is a function of the episode, never of how training stands, so that threads and stops change nothing.
/// </summary>
public sealed class Curriculum : IEpisodeSource
{
    private readonly IEpisodeSource source;
    private readonly Func<Episode, double> difficulty;
    private readonly Func<long, double> share;

    /// <summary>Wraps a source.</summary>
    /// <param name="source">Candidate c of index i is its episode i · <see cref="Candidates"/> + c.</param>
    /// <param name="difficulty">Larger is harder; thread-safe, and a function of the episode alone. NaN is refused.</param>
    /// <param name="share">The share of candidates that may be taken at an index, in (0, 1]; see <see cref="Linear"/>. Episode index, not iteration: an iteration takes a meta-batch of them.</param>
    public Curriculum(IEpisodeSource source, Func<Episode, double> difficulty, Func<long, double> share)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(difficulty);
        ArgumentNullException.ThrowIfNull(share);
        (this.source, this.difficulty, this.share) = (source, difficulty, share);
    }

    /// <summary>Candidates drawn for each episode: at least 1; 8 by default. Sampling costs as many times more while the share is below 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Candidates { get; init => field = Require.Positive(value); } = 8;

    /// <inheritdoc/>
    public EpisodeShape Shape => source.Shape;

    /// <summary>A share that rises evenly to 1 and stays there.</summary>
    /// <param name="start">Of index 0, in (0, 1].</param>
    /// <param name="episodes">Index at which it is 1: at least 1; iterations times the meta-batch.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static Func<long, double> Linear(double start, long episodes)
    {
        if (start is not (> 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(start), start, "Must be above 0 and at most 1.");
        Require.Positive(episodes, nameof(episodes));
        return index => index >= episodes ? 1 : start + (1 - start) * index / episodes;
    }

    /// <inheritdoc/>
    public Episode Sample(ulong seed, long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var allowed = share(index);
        if (allowed is not (> 0 and <= 1)) throw new InvalidOperationException($"The curriculum's share of episode {index} is {allowed}; it must be above 0 and at most 1.");
        var eligible = Math.Clamp((int)Math.Ceiling(allowed * Candidates), 1, Candidates);
        var rank = CandidateDraw.Stream(seed, index).Below(eligible);
        // Where all may be taken, their order does not matter.
        if (eligible == Candidates) return source.Sample(seed, checked(index * Candidates + rank));
        var (episodes, scores) = CandidateDraw.Of(source, seed, index, Candidates, difficulty, nameof(difficulty));
        Array.Sort(scores, episodes);
        return episodes[rank];
    }
}
