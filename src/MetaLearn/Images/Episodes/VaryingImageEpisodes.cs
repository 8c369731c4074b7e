using MetaLearn.Autodiff;
using MetaLearn.Episodes;

namespace MetaLearn.Images;

/// <summary>
/// N-way K-shot episodes of pictures whose N and K vary: both are drawn for each iteration, uniformly and independently, and hold for its meta-batch. Episodes of each pair are those of
/// <see cref="ImageEpisodes"/>. A network has an output for each of the most ways; in an episode with fewer the classes are 0 … N − 1, and the outputs beyond take part in the loss as those
/// of classes that do not occur. Drawing allocates nothing once each thread has drawn.
/// </summary>
public sealed class VaryingImageEpisodes : IVaryingEpisodes, IEpisodeOrigins
{
    /// <summary>Most pairs of ways and shots: training holds the memory of a program for each.</summary>
    public const int MostShapes = 32;

    private const ulong ShapeStream = 3;

    [ThreadStatic] private static RandomStream? ofShape;

    private readonly ImageEpisodes largest;

    /// <summary>Prepares episodes of some classes.</summary>
    /// <param name="images">Not copied.</param>
    /// <param name="options">How they are drawn; its ways and shots are the most.</param>
    /// <param name="fewestWays">2 to the ways of <paramref name="options"/>.</param>
    /// <param name="fewestShots">1 to the shots of <paramref name="options"/>.</param>
    /// <param name="classes">As for <see cref="ImageEpisodes"/>.</param>
    /// <exception cref="ArgumentException">The fewest are more than the most, there are more than <see cref="MostShapes"/> pairs, or as for <see cref="ImageEpisodes"/>.</exception>
    /// <exception cref="DataException">A class has fewer than K + Q pictures.</exception>
    public VaryingImageEpisodes(ImageSet images, ImageEpisodeOptions options, int fewestWays, int fewestShots, IReadOnlyList<int>? classes = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (fewestWays < 2 || fewestWays > options.Ways) throw new ArgumentException($"The fewest ways are {fewestWays}; expected 2 to {options.Ways}, the most.", nameof(fewestWays));
        if (fewestShots < 1 || fewestShots > options.Shots) throw new ArgumentException($"The fewest shots are {fewestShots}; expected 1 to {options.Shots}, the most.", nameof(fewestShots));
        var (ways, shots) = (options.Ways - fewestWays + 1, options.Shots - fewestShots + 1);
        if ((long)ways * shots > MostShapes)
            throw new ArgumentException($"{fewestWays} to {options.Ways} ways and {fewestShots} to {options.Shots} shots are {(long)ways * shots} pairs, each with a program of its own; expected at most {MostShapes}.");
        largest = new(images, options, classes);
        Sources = [.. from way in Enumerable.Range(fewestWays, ways) from shot in Enumerable.Range(fewestShots, shots) select new ImageEpisodes(images, options with { Ways = way, Shots = shot }, classes)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<IEpisodeSource> Sources { get; }

    /// <inheritdoc/>
    public EpisodeShape Shape => largest.Shape;

    /// <inheritdoc/>
    public int SourceOf(ulong seed, long iteration)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(iteration);
        var random = ofShape ??= new(0);
        random.Restart(seed);
        random.Descend((ulong)iteration);
        random.Descend(ShapeStream);
        return random.Below(Sources.Count);
    }

    /// <inheritdoc/>
    public Episode Sample(ulong seed, long index) => largest.Sample(seed, index);

    /// <inheritdoc/>
    public void Fill(ulong seed, long index, Span<float> supportX, Span<float> supportY, Span<float> queryX, Span<float> queryY) => largest.Fill(seed, index, supportX, supportY, queryX, queryY);

    /// <inheritdoc/>
    public EpisodeOrigin OriginOf(ulong seed, long index) => largest.OriginOf(seed, index);
}
