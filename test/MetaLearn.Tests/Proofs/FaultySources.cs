using System.Collections.Concurrent;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;

namespace MetaLearn.Tests.Proofs;

/// <summary>Three support rows and two query rows of random numbers, of which the last ones are the same; or other numbers with an origin to be told.</summary>
internal sealed class Sharing : IEpisodeOrigins
{
    public EpisodeOrigin? Origin { get; init; }

    public EpisodeShape Shape { get; } = new(3, 2, new(1), new(1));

    public Episode Sample(ulong seed, long index)
    {
        var random = new RandomStream(seed).Split((ulong)index);
        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.Normal())];
        var (support, query) = (new Examples(Numbers(3), Numbers(3)), new Examples(Numbers(2), Numbers(2)));
        if (Origin is null) query = new(new[] { query.X.Span[0], support.X.Span[2] }, new[] { query.Y.Span[0], support.Y.Span[2] });
        return new(support, query);
    }

    public EpisodeOrigin OriginOf(ulong seed, long index) => Origin!; // Asked below only where it is told.
}

/// <summary>Three classes an episode out of six, two support and one query row of each.</summary>
internal sealed class Classes : IEpisodeOrigins
{
    public bool OneHot { get; init; }

    /// <summary>Whether rows stand in random order.</summary>
    public bool Shuffles { get; init; } = true;

    /// <summary>Whether a class has the same label in every episode.</summary>
    public bool FixedLabels { get; init; }

    public EpisodeShape Shape => new(6, 3, new(2), OneHot ? new(3) : Autodiff.Shape.Scalar);

    public Episode Sample(ulong seed, long index)
    {
        var (origin, labels, random) = Draw(seed, index);
        float[] X(IEnumerable<RowOrigin> rows) => [.. rows.SelectMany(row => new[] { (float)random.Normal(), (float)random.Normal() })];
        float[] Y(IEnumerable<int> some) => [.. some.SelectMany(label => OneHot ? Enumerable.Range(0, 3).Select(i => i == label ? 1f : 0f) : [(float)label])];
        return new(new(X(origin.Support), Y(labels.Take(6))), new(X(origin.Query), Y(labels.Skip(6))));
    }

    public EpisodeOrigin OriginOf(ulong seed, long index) => Draw(seed, index).Origin;

    private (EpisodeOrigin Origin, int[] Labels, RandomStream Random) Draw(ulong seed, long index)
    {
        var random = new RandomStream(seed).Split((ulong)index);
        int[] classes = [0, 1, 2, 3, 4, 5];
        random.Shuffle<int>(classes);
        // With fixed labels the class decides: 0 and 3 are label 0, 1 and 4 label 1, 2 and 5 label 2.
        if (FixedLabels) classes = [0 + 3 * random.Below(2), 1 + 3 * random.Below(2), 2 + 3 * random.Below(2)];
        var rows = new List<(int Label, RowOrigin Origin)>();
        for (var label = 0; label < 3; label++)
            for (var row = 0; row < 3; row++) rows.Add((label, new($"class {classes[label]}", row)));
        var support = rows.Where(row => row.Origin.First < 2).ToArray();
        var query = rows.Where(row => row.Origin.First == 2).ToArray();
        if (Shuffles)
        {
            random.Shuffle<(int, RowOrigin)>(support);
            random.Shuffle<(int, RowOrigin)>(query);
        }
        return (new([.. support.Select(row => row.Origin)], [.. query.Select(row => row.Origin)]), [.. support.Concat(query).Select(row => row.Label)], random);
    }
}

/// <summary>Each thread counts its own episodes, as workers that share a seed do.</summary>
internal sealed class PerThread : IEpisodeSource
{
    private readonly ConcurrentDictionary<int, int> drawn = new();

    public EpisodeShape Shape { get; } = new(2, 2, new(1), new(1));

    public Episode Sample(ulong seed, long index)
    {
        var random = new RandomStream(seed).Split((ulong)drawn.AddOrUpdate(Environment.CurrentManagedThreadId, 0, (_, count) => count + 1));
        float[] Numbers() => [(float)random.Normal(), (float)random.Normal()];
        return new(new(Numbers(), Numbers()), new(Numbers(), Numbers()));
    }
}

/// <summary>Two indices give one episode.</summary>
internal sealed class Halved : IEpisodeSource
{
    private readonly Sinusoids curves = new() { Shots = 2, Queries = 2 };

    public EpisodeShape Shape => curves.Shape;

    public Episode Sample(ulong seed, long index) => curves.Sample(seed, index / 2);
}
