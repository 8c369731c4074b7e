using MetaLearn.Autodiff;

namespace MetaLearn.Episodes;

/// <summary>What sources share that choose among candidates.</summary>
internal static class CandidateDraw
{
    // Streams 0 to 2 of a seed are the episodes' own, the order of passes and the noise of hints.
    private const ulong Choice = 3;

    /// <summary>The numbers that decide the choice for one index.</summary>
    public static RandomStream Stream(ulong seed, long index) => new RandomStream(seed, Choice).Split((ulong)index);

    /// <summary>The candidates of an index with their scores.</summary>
    /// <exception cref="InvalidOperationException">A score is NaN.</exception>
    public static (Episode[] Episodes, double[] Scores) Of(IEpisodeSource source, ulong seed, long index, int count, Func<Episode, double> score, string what)
    {
        var (episodes, scores) = (new Episode[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            episodes[i] = source.Sample(seed, checked(index * count + i));
            scores[i] = score(episodes[i]);
            if (double.IsNaN(scores[i])) throw new InvalidOperationException($"The {what} of episode {index * count + i} of seed {seed} is NaN; it must be a number.");
        }
        return (episodes, scores);
    }
}
