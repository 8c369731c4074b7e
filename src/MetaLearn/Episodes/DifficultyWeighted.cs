using System.Collections.Immutable;

namespace MetaLearn.Episodes;

/// <summary>
/// Another source's episodes, some more often than others: with a probability proportional to a weight. Either the weight is a function of the episode
/// and one of a few candidates is drawn by it, or a table holds the weight of each episode of a fixed pool. A table is how difficulty as the learner finds
/// it may enter: measure the pool's losses, make a source with them, train on, measure again. The losses are then an input that is written down, not
/// something that happens while threads run; the same tables give the same bits for any number of threads, and a stopped training goes on with the table it had.
/// </summary>
public sealed class DifficultyWeighted : IEpisodeSource
{
    private readonly IEpisodeSource source;
    private readonly Func<Episode, double>? weight;
    private readonly int candidates;
    private readonly double[] cumulated = [];
    private readonly ulong poolSeed;

    /// <summary>Draws one of a few candidates with a probability proportional to its weight.</summary>
    /// <param name="source">Candidate c of index i is its episode i · <paramref name="candidates"/> + c.</param>
    /// <param name="weight">At least 0 and finite; thread-safe, and a function of the episode alone. Where all candidates weigh 0, each is as likely.</param>
    /// <param name="candidates">At least 1; 8 by default. The more, the closer to the weights' own distribution; sampling costs as many times more.</param>
    public DifficultyWeighted(IEpisodeSource source, Func<Episode, double> weight, int candidates = 8)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(weight);
        (this.source, this.weight, this.candidates) = (source, weight, Require.Positive(candidates, nameof(candidates)));
    }

    /// <summary>Draws from a pool, the first episodes of a seed, with probabilities proportional to a table of weights.</summary>
    /// <param name="source">Where the pool comes from.</param>
    /// <param name="weights">Of episodes 0, 1, … of the pool's seed: at least 0 and finite, not all 0; copied. Such as the losses of an evaluation on that seed.</param>
    /// <param name="poolSeed">Of the pool's episodes, whatever seed training asks with.</param>
    /// <exception cref="ArgumentException">There is no weight, one is negative or not finite, or all are 0.</exception>
    public DifficultyWeighted(IEpisodeSource source, IReadOnlyList<double> weights, ulong poolSeed)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Count == 0) throw new ArgumentException("The table holds no weight.", nameof(weights));
        (this.source, this.poolSeed, Weights, cumulated) = (source, poolSeed, [.. weights], new double[weights.Count]);
        var sum = 0.0;
        for (var i = 0; i < cumulated.Length; i++)
        {
            if (weights[i] is not (>= 0 and < double.PositiveInfinity))
                throw new ArgumentException($"The weight of episode {i} is {weights[i]}; it must be at least 0 and finite.", nameof(weights));
            cumulated[i] = sum += weights[i];
        }
        if (sum == 0 || !double.IsFinite(sum)) throw new ArgumentException($"The {weights.Count} weights add up to {sum}; the sum must be positive and finite.", nameof(weights));
    }

    /// <inheritdoc/>
    public EpisodeShape Shape => source.Shape;

    /// <summary>The table; empty where the weight is a function.</summary>
    public ImmutableArray<double> Weights { get; } = [];

    /// <inheritdoc/>
    public Episode Sample(ulong seed, long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var at = CandidateDraw.Stream(seed, index).NextDouble();
        if (weight is null) return source.Sample(poolSeed, Drawn(cumulated, at));
        var (episodes, scores) = CandidateDraw.Of(source, seed, index, candidates, weight, nameof(weight));
        var sum = 0.0;
        for (var i = 0; i < scores.Length; i++)
            scores[i] = scores[i] is >= 0 and < double.PositiveInfinity
                ? sum += scores[i]
                : throw new InvalidOperationException($"The weight of episode {index * candidates + i} of seed {seed} is {scores[i]}; it must be at least 0 and finite.");
        return episodes[sum == 0 ? (int)(at * candidates) : Drawn(scores, at)];
    }

    // The first whose cumulated weight is above the draw: one of weight 0 never is.
    private static int Drawn(double[] sums, double at)
    {
        var target = at * sums[^1];
        var (low, high) = (0, sums.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sums[middle] > target) high = middle;
            else low = middle + 1;
        }
        return low;
    }
}
