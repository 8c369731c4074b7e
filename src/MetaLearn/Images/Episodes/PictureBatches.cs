using MetaLearn.Autodiff;
using MetaLearn.Episodes;

namespace MetaLearn.Images;

/// <summary>
/// Batches of pictures labelled by their class among all, for ordinary supervised training. A batch takes the form of an episode: its first row is the support set, the rest the
/// query set, and the parting means nothing. Every row draws its class and one of that class's pictures, both with replacement. x and y rows are those of <see cref="ImageEpisodes"/>.
/// </summary>
public sealed class PictureBatches : IEpisodeSource
{
    private const int Quarters = 4;

    private readonly ImageSet images;
    private readonly int[] classes;
    private readonly int turns;

    /// <summary>Prepares batches of some classes.</summary>
    /// <param name="images">Not copied.</param>
    /// <param name="rows">Pictures of a batch: at least 2.</param>
    /// <param name="isTurned">Whether each quarter turn of a class is a class of its own, for episodes that turn classes; false by default.</param>
    /// <param name="classes">Positions of the classes to draw from; all by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 2 rows.</exception>
    /// <exception cref="ArgumentException">A position is none, or pictures that are not square would be turned.</exception>
    /// <exception cref="DataException">A class has no picture.</exception>
    public PictureBatches(ImageSet images, int rows, bool isTurned = false, IReadOnlyList<int>? classes = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 2);
        (this.images, turns, this.classes) = (images, isTurned ? Quarters : 1, [.. classes ?? [.. Enumerable.Range(0, images.Classes.Count)]]);
        if (Array.FindIndex(this.classes, position => position < 0 || position >= images.Classes.Count) is >= 0 and var outside)
            throw new ArgumentException($"There is no class {this.classes[outside]}; the set has {images.Classes.Count}, numbered from 0.", nameof(classes));
        if (isTurned && images.Size.Height != images.Size.Width) throw new ArgumentException($"Pictures of {images.Size} cannot be turned by 90 degrees: they are not square.");
        if (this.classes.Select(position => images.Classes[position]).FirstOrDefault(one => one.Count == 0) is { } empty) throw new DataException($"Class '{empty.Name}' has no picture.");
        Shape = new(1, rows - 1, new Shape(images.Size.Height, images.Size.Width, images.Size.Channels), Autodiff.Shape.Scalar);
    }

    /// <summary>Labels are 0 … classes − 1, turned ones counted.</summary>
    public int Classes => classes.Length * turns;

    /// <inheritdoc/>
    public EpisodeShape Shape { get; }

    /// <inheritdoc/>
    public Episode Sample(ulong seed, long index) => EpisodeBuffers.Sample(this, seed, index);

    /// <inheritdoc/>
    public void Fill(ulong seed, long index, Span<float> supportX, Span<float> supportY, Span<float> queryX, Span<float> queryY)
    {
        EpisodeBuffers.Check(Shape, index, supportX.Length, supportY.Length, queryX.Length, queryY.Length);
        var random = new RandomStream(seed).Split((ulong)index);
        Write(random, supportX, supportY);
        Write(random, queryX, queryY);
    }

    private void Write(RandomStream random, Span<float> x, Span<float> y)
    {
        var each = images.Size.Bytes;
        for (var row = 0; row < y.Length; row++)
        {
            var label = random.Below(Classes);
            var ofClass = classes[label / turns];
            PictureFloats.Write(images.Pixels(ofClass, random.Below(images.Classes[ofClass].Count)), images.Size, label % turns, x.Slice(row * each, each));
            y[row] = label;
        }
    }
}
