using System.Collections.Immutable;
using MetaLearn.Episodes;

namespace MetaLearn.Images;

/// <summary>
/// A user's pictures: a folder, or a zip, with a folder for each class. Folders named <c>train</c>, <c>test</c> and <c>val</c> or <c>validation</c> at the top, with the classes in
/// them, say which classes are for what. PNG and JPEG files, told apart by their contents; decoded once and kept as bytes.
/// </summary>
public sealed class ImageFolder
{
    private ImageFolder(ImageSet images, ImageClassSplit? split) => (Images, Split) = (images, split);

    /// <summary>The classes in ordinal order of their names.</summary>
    public ImageSet Images { get; }

    /// <summary>What the folders' names say; null where they say nothing.</summary>
    public ImageClassSplit? Split { get; }

    /// <summary>What the user should know, one sentence each: files that were left out.</summary>
    public IReadOnlyList<string> Warnings => Images.Warnings;

    /// <summary>Reads all pictures.</summary>
    /// <param name="path">Of the folder or zip.</param>
    /// <param name="reading">Size, colours and what to do with unreadable files.</param>
    /// <exception cref="DataException">There is no picture, one cannot be read, one lies in no class's folder or beside those of <c>train</c> and <c>test</c>, a class is in two parts, or they are too many to be held.</exception>
    public static ImageFolder Read(string path, PictureReading? reading = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var files = PictureFiles.In(path);
        if (files.Files.FirstOrDefault(file => !file.Name.Contains('/', StringComparison.Ordinal)).Name is { } loose)
            throw new DataException(files.Called(loose), null, "The picture lies in no class's folder; expected one folder for each class.");
        CheckStrays(files);
        var (size, pictures, warnings) = PictureReader.Read(files, reading ?? new());
        var isParted = files.Files.All(file => PartOf(file.Name) is not null);
        var named = files.Files.Zip(pictures, (file, picture) => (Class: Class(file.Name, isParted), Part: PartOf(file.Name), file.Name, Picture: picture)).ToList();
        CheckParts(path, isParted, named.Select(one => (one.Class, one.Part)));
        var classes = named.GroupBy(one => one.Class).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        var images = new ImageSet(size, classes.Select(group => Of(group.Key, files, size, [.. group.Where(one => one.Picture is not null).Select(one => (one.Name, one.Picture!.Value))]))) { Warnings = warnings };
        return new(images, isParted ? SplitOf(path, [.. classes.Select(group => group.First().Part)]) : null);
    }

    private static ImageClass Of(string name, PictureFiles files, ImageSize size, List<(string Name, Picture Picture)> pictures)
    {
        var pixels = new byte[PictureRoom.Numbers(files.Root, $"Class '{name}'", pictures.Count, size)];
        var at = 0;
        foreach (var (_, picture) in pictures)
        {
            picture.Pixels.Span.CopyTo(pixels.AsSpan(at));
            at += picture.Pixels.Length;
        }
        return new(name, pixels, [.. pictures.Select(one => files.Called(one.Name))]);
    }

    private static EpisodePart? PartOf(string name) => name.Split('/') is { Length: > 2 } parts
        ? parts[0] switch { "train" => EpisodePart.Train, "val" or "validation" => EpisodePart.Validation, "test" => EpisodePart.Test, _ => null }
        : null;

    // A class is named after its folders, so that two of one name in different folders are two.
    private static string Class(string name, bool isParted) => string.Join('/', name.Split('/')[(isParted ? 1 : 0)..^1]);

    // Where train and test are both there they are meant as parts, and one picture beside them must not undo that.
    private static void CheckStrays(PictureFiles files)
    {
        var parts = files.Files.ToLookup(file => PartOf(file.Name), file => file.Name);
        if (parts.Contains(EpisodePart.Train) && parts.Contains(EpisodePart.Test) && parts[null].FirstOrDefault() is { } stray)
            throw new DataException(files.Called(stray), null, "The picture lies in no class's folder of train, val or test, which part the classes; move it into one, or rename those folders.");
    }

    private static void CheckParts(string path, bool isParted, IEnumerable<(string Class, EpisodePart? Part)> pictures)
    {
        if (!isParted) return;
        var partOf = new Dictionary<string, EpisodePart?>();
        foreach (var (name, part) in pictures)
            if (!partOf.TryAdd(name, part) && partOf[name] != part)
                throw new DataException(path, null, $"Class '{name}' is in the folders of {partOf[name]} and {part}; the classes of meta-test and meta-validation must be new ones.");
    }

    private static ImageClassSplit SplitOf(string path, List<EpisodePart?> parts)
    {
        ImmutableArray<int> Of(EpisodePart part) => [.. Enumerable.Range(0, parts.Count).Where(position => parts[position] == part)];
        var split = new ImageClassSplit(Of(EpisodePart.Train), Of(EpisodePart.Validation), Of(EpisodePart.Test));
        return split.Training.IsEmpty || split.Test.IsEmpty
            ? throw new DataException(path, null, $"The folder train has {split.Training.Length} classes and test {split.Test.Length}; both are needed.")
            : split;
    }
}
