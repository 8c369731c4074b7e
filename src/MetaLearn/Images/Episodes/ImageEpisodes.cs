using System.Buffers;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;

namespace MetaLearn.Images;

/// <summary>
/// N-way K-shot episodes of pictures. Classes are drawn without replacement and labelled 0 … N − 1 anew in every episode; support and query pictures of a class are
/// different ones. Rows stand in random order, so that a row's place says nothing of its class. x rows are <c>[height, width, channels]</c>, bytes
/// divided by 255; y rows are <c>[]</c>, the label. Filling buffers allocates nothing.
/// </summary>
public sealed class ImageEpisodes : IEpisodeOrigins
{
    private readonly ImageSet images;
    private readonly ImageEpisodeOptions options;
    private readonly ImageDraw draw;
    private readonly int[] classes;

    /// <summary>Prepares episodes of some classes.</summary>
    /// <param name="images">Not copied.</param>
    /// <param name="options">How they are drawn.</param>
    /// <param name="classes">Positions of the classes to draw from, all different; all classes by default.</param>
    /// <exception cref="ArgumentException">There are fewer classes than ways, a position is none or given twice, or pictures that are not square would be turned.</exception>
    /// <exception cref="DataException">A class has fewer than K + Q pictures.</exception>
    public ImageEpisodes(ImageSet images, ImageEpisodeOptions options, IReadOnlyList<int>? classes = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(options);
        int[] chosen = [.. classes ?? [.. Enumerable.Range(0, images.Classes.Count)]];
        if (Array.FindIndex(chosen, position => position < 0 || position >= images.Classes.Count) is >= 0 and var outside)
            throw new ArgumentException($"There is no class {chosen[outside]}; the set has {images.Classes.Count}, numbered from 0.", nameof(classes));
        if (chosen.Distinct().Count() != chosen.Length) throw new ArgumentException("A class is given twice.", nameof(classes));
        if (options.Rotations != ImageRotations.None && images.Size.Height != images.Size.Width)
            throw new ArgumentException($"Pictures of {images.Size} cannot be turned by 90 degrees: they are not square.");
        (this.images, this.options, this.classes, draw) = (images, options, chosen, new(images, chosen, options));
        if (draw.Kinds < options.Ways)
            throw new ArgumentException($"{options.Ways} ways need at least {options.Ways} classes; there {(draw.Kinds == 1 ? "is" : "are")} {draw.Kinds}.");
        var needed = options.Shots + options.Queries;
        foreach (var one in chosen.Select(position => images.Classes[position]).Where(one => one.Count < needed))
            throw new DataException($"Class '{one.Name}' has {one.Count} pictures; {options.Shots} shots and {options.Queries} queries a class need at least {needed}.");
        Shape = new(options.Ways * options.Shots, options.Ways * options.Queries, new Shape(images.Size.Height, images.Size.Width, images.Size.Channels), Autodiff.Shape.Scalar);
    }

    /// <inheritdoc/>
    public EpisodeShape Shape { get; }

    /// <inheritdoc/>
    public Episode Sample(ulong seed, long index) => EpisodeBuffers.Sample(this, seed, index);

    /// <inheritdoc/>
    public void Fill(ulong seed, long index, Span<float> supportX, Span<float> supportY, Span<float> queryX, Span<float> queryY)
    {
        EpisodeBuffers.Check(Shape, index, supportX.Length, supportY.Length, queryX.Length, queryY.Length);
        var rented = ArrayPool<ImagePick>.Shared.Rent(Shape.SupportRows + Shape.QueryRows);
        var (support, query) = Drawn(rented, seed, index);
        Write(support, supportX, supportY);
        Write(query, queryX, queryY);
        ArrayPool<ImagePick>.Shared.Return(rented);
    }

    /// <inheritdoc/>
    public EpisodeOrigin OriginOf(ulong seed, long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var (support, query) = Drawn(new ImagePick[Shape.SupportRows + Shape.QueryRows], seed, index);
        return new([.. support.ToArray().Select(Origin)], [.. query.ToArray().Select(Origin)]) { Draws = DrawsOf(support, query) };
    }

    /// <summary>Batches of the same pictures, labelled by their class among all; where episodes turn classes, each turn is a class of its own.</summary>
    /// <param name="rows">Pictures of a batch: at least 2.</param>
    public PictureBatches InBatches(int rows) => new(images, rows, options.Rotations != ImageRotations.None, classes);

    private (Memory<ImagePick> Support, Memory<ImagePick> Query) Drawn(ImagePick[] picks, ulong seed, long index)
    {
        var (support, query) = (picks.AsMemory(0, Shape.SupportRows), picks.AsMemory(Shape.SupportRows, Shape.QueryRows));
        draw.Next(seed, index, support.Span, query.Span);
        return (support, query);
    }

    private void Write(Memory<ImagePick> picks, Span<float> x, Span<float> y)
    {
        var each = images.Size.Bytes;
        for (var row = 0; row < picks.Length; row++)
        {
            var pick = picks.Span[row];
            PictureFloats.Write(images.Pixels(pick.Class, pick.Picture), images.Size, pick.Turns, x.Slice(row * each, each));
            y[row] = pick.Label;
        }
    }

    // A turned class is a class of its own only where it is meant to be one.
    private RowOrigin Origin(ImagePick pick)
    {
        var name = images.Classes[pick.Class].Name;
        return new(options.Rotations == ImageRotations.Classes && pick.Turns > 0 ? $"{name}, turned {90 * pick.Turns}°" : name, pick.Picture);
    }

    // Of the classes that were drawn; the order of the rows and the turns are left out, so it is at least so many.
    private double DrawsOf(Memory<ImagePick> support, Memory<ImagePick> query)
    {
        static double Ordered(int of, int drawn) => Enumerable.Range(0, drawn).Aggregate(1.0, (ways, taken) => ways * (of - taken));
        return support.ToArray().Concat(query.ToArray()).GroupBy(pick => pick.Label)
            .Aggregate(1.0, (ways, rows) => ways * Ordered(images.Classes[rows.First().Class].Count, rows.Count()));
    }
}
