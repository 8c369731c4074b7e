using MetaLearn.Episodes;

namespace MetaLearn.Images;

/// <summary>Classes of pictures of one size, decoded once and kept as bytes. Immutable; thread-safe.</summary>
public sealed class ImageSet
{
    /// <summary>Takes the classes as they are, without copying.</summary>
    /// <param name="size">Of every picture.</param>
    /// <param name="classes">At least one, of different names.</param>
    /// <exception cref="ArgumentException">There is no class, two have one name, or one's bytes are not whole pictures as many as its sources.</exception>
    public ImageSet(ImageSize size, IEnumerable<ImageClass> classes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        (Size, Classes) = (size, [.. classes]);
        if (Classes.Count == 0) throw new ArgumentException("There is no class.", nameof(classes));
        var names = new HashSet<string>();
        foreach (var one in Classes)
        {
            if (!names.Add(one.Name)) throw new ArgumentException($"Two classes are named '{one.Name}'.", nameof(classes));
            if (one.Pixels.Length != (long)one.Count * size.Bytes)
                throw new ArgumentException($"Class '{one.Name}' has {one.Pixels.Length} bytes; {one.Count} pictures of {size} have {(long)one.Count * size.Bytes}.", nameof(classes));
        }
    }

    /// <summary>The size of every picture.</summary>
    public ImageSize Size { get; }

    /// <summary>In their own order, which decides what an episode of a seed shows.</summary>
    public IReadOnlyList<ImageClass> Classes { get; }

    /// <summary>What the user should know, one sentence each: files that were left out; none by default.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>One picture's numbers as networks take them, <c>[height, width, channels]</c>: bytes divided by 255.</summary>
    /// <param name="ofClass">Position in <see cref="Classes"/>.</param>
    /// <param name="picture">From 0 to the class's count.</param>
    public float[] Numbers(int ofClass, int picture)
    {
        var numbers = new float[Size.Bytes];
        PictureFloats.Write(Pixels(ofClass, picture), Size, 0, numbers);
        return numbers;
    }

    /// <summary>All pictures as labelled examples, class after class, the label being the class's position: a support set to adapt to.</summary>
    public Examples ToExamples()
    {
        var rows = Classes.Sum(one => one.Count);
        var (x, y, row) = (new float[rows * Size.Bytes], new float[rows], 0);
        for (var ofClass = 0; ofClass < Classes.Count; ofClass++)
            for (var picture = 0; picture < Classes[ofClass].Count; picture++, row++)
            {
                PictureFloats.Write(Pixels(ofClass, picture), Size, 0, x.AsSpan(row * Size.Bytes, Size.Bytes));
                y[row] = ofClass;
            }
        return new(x, y);
    }

    /// <summary>The bytes of one picture, <c>[height, width, channels]</c>.</summary>
    /// <param name="ofClass">Position in <see cref="Classes"/>.</param>
    /// <param name="picture">From 0 to the class's count.</param>
    public ReadOnlySpan<byte> Pixels(int ofClass, int picture) => Classes[ofClass].Pixels.Span.Slice(picture * Size.Bytes, Size.Bytes);
}
