using System.Collections.Immutable;
using MetaLearn.Episodes;
using MetaLearn.Images;

namespace MetaLearn.Experiments;

/// <summary>The table of problems of pictures: a new one is a line here.</summary>
internal static class ImageProblems
{
    private static readonly (string Name, Func<ExperimentSpec, ImageSplits> Load)[] Entries =
    [
        ("omniglot", OfOmniglot),
        ("strokes", _ => Of(Strokes.Draw(), new([.. Strokes.Training], [.. Strokes.Validation], [.. Strokes.Test]), "their numbers")),
        ("images", OfFolder),
        ("tiny-imagenet", spec => Of(TinyImageNet.Load(spec.Data, Reading(spec)), "fixed lists")),
        ("tiny-imagenet-32", spec => Of(TinyImageNet.LoadRaw(spec.Data), "fixed lists")),
        ("miniimagenet", spec => Of(MiniImageNet.Load(Path.GetDirectoryName(DataFolder.Find("mini-imagenet-splits/train.csv", spec.Data))!, Given(spec, "the folder or zip of its pictures"), Reading(spec)), "the lists of Ravi and Larochelle")), // Of a file: not null.
        ("fashion-mnist", spec => Of(FashionMnist.Load(Given(spec, "the folder of its four IDX files")), FashionMnist.Split, "a fixed list")),
    ];

    /// <summary>Those that take a folder or file of the user's.</summary>
    private static readonly string[] OnFiles = ["images", "miniimagenet", "fashion-mnist"];

    /// <summary>Those whose pictures are brought to another size, and those whose colours are.</summary>
    private static readonly string[] OfAnyColour = ["images", "tiny-imagenet", "miniimagenet"], OfAnySize = ["omniglot", .. OfAnyColour];

    public static IReadOnlyList<string> Names { get; } = [.. Entries.Select(entry => entry.Name)];

    public static ImageSplits Load(ExperimentSpec spec)
    {
        if (spec.File is { } file && !OnFiles.Contains(spec.Problem)) throw new ArgumentException($"The problem {spec.Problem} takes no file; found {file}.");
        if (spec.Split is not null && spec.Problem != "omniglot") throw new ArgumentException($"split '{spec.Split}' is for omniglot, not {spec.Problem}.");
        var splits = Entries.Single(entry => entry.Name == spec.Problem).Load(spec);
        // A run's record keeps the size, so what the pictures have anyway may be said.
        var size = splits.Training.Images.Size;
        Check("image-size", spec.ImageSize, size.Height, OfAnySize);
        Check("channels", spec.Channels, size.Channels, OfAnyColour);
        return splits;

        void Check(string name, int? given, int found, string[] takers)
        {
            if (given is { } other && other != found) throw new ArgumentException($"{name} '{other}' is for {string.Join(", ", takers)}, not {spec.Problem}, whose pictures are {size}.");
        }
    }

    /// <summary>How pictures are brought to their size unless something is said; null for problems of none.</summary>
    public static string? Resize(ExperimentSpec spec) => !spec.IsImages ? null : spec.Problem == "omniglot" ? "nearest" : "antialiased";

    /// <summary>The same as said, or not.</summary>
    public static Resizing ResizingOf(ExperimentSpec spec) => Choices.Resizings[spec.Resize!]; // Not null: of pictures.

    /// <summary>Whether the network knows ink as 1, so that drawings of dark ink on light paper are inverted.</summary>
    public static bool Inverts(ExperimentSpec spec) => spec.Problem is "omniglot" or "strokes";

    /// <summary>What was done to pictures of a size before the network sees them, for people.</summary>
    public static string Describe(ExperimentSpec spec, ImageSize size)
    {
        var (isResized, fits) = (OfAnySize.Contains(spec.Problem), spec.Fit == "squash" ? "squashed to a square" : "cut to the square in their middle");
        var sized = isResized ? $"resized by {spec.Resize}" : $"not resized; those of adapt and predict are, by {spec.Resize}";
        var ink = spec.Problem switch { "omniglot" => "inverted: ink is 1", "strokes" => "ink is 1; those of adapt and predict are inverted", _ => "not inverted" };
        return $"{size}, {(OfAnyColour.Contains(spec.Problem) ? $"{fits}, " : "")}{sized}, {ink}";
    }

    private static ImageSplits OfOmniglot(ExperimentSpec spec)
    {
        var name = spec.Split ?? Choices.OmniglotSplits.Entries[0].Name;
        return Of(Omniglot.Load(spec.Data, spec.ImageSize ?? 28, ResizingOf(spec)), Omniglot.Split(Choices.OmniglotSplits[name]), $"the split {name}");
    }

    private static ImageSplits OfFolder(ExperimentSpec spec)
    {
        var path = Given(spec, "a folder with a folder of pictures for each class");
        var folder = ImageFolder.Read(path, Reading(spec));
        // By the ways of training alone: other ways of evaluation must not bring classes of meta-training into meta-test.
        var split = folder.Split ?? ImageFolderSplit.Of(path, folder.Images, spec.Ways);
        return Of(folder.Images, split, folder.Split is null ? "the hash of their names" : "their folders");
    }

    private static ImageSplits Of(ImageSet images, ImageClassSplit split, string by)
        => new(new(images, split.Training), split.Validation.IsEmpty ? null : new(images, split.Validation), new(images, split.Test), by) { Warnings = images.Warnings };

    private static ImageSplits Of(ImmutableArray<ImageSet> parts, string by)
        => new(ImagePart.All(parts[0]), ImagePart.All(parts[1]), ImagePart.All(parts[2]), by) { Warnings = [.. parts.SelectMany(part => part.Warnings)] };

    private static string Given(ExperimentSpec spec, string what)
        => spec.File ?? throw new ArgumentException($"The problem {spec.Problem} needs {what}: metalearn train {spec.Problem} PATH.");

    private static PictureReading Reading(ExperimentSpec spec) => new()
    {
        Side = spec.ImageSize,
        Channels = spec.Channels,
        Resizing = ResizingOf(spec),
        Squashes = Choices.Fits[spec.Fit],
        SkipsUnreadable = spec.SkipUnreadable,
    };
}
