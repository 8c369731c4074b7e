using System.Collections.Immutable;
using System.Globalization;
using MetaLearn.Algorithms;
using MetaLearn.Episodes;
using MetaLearn.Images;

namespace MetaLearn.Experiments;

/// <summary>
/// Pictures: a support set is a folder, or zip, with a folder for each class, whose name is the label; what is to be predicted is a picture, or a folder or zip of them. Brought to
/// the size and colours of the run. Of Omniglot and Strokes dark ink on light paper is expected, as drawings are, and turned round as the run's own pictures were.
/// </summary>
internal sealed class ImageModelRows(ExperimentSpec spec, bool isTransductive) : ModelRows
{
    private const string ClassNote = "class.";

    public override SupportFile ReadSupport(string name, Stream? content = null)
    {
        if (content is not null) throw new DataException(name, null, "A support set of pictures is a folder with a folder for each class; it cannot be read from standard input.");
        var folder = ImageFolder.Read(name, Reading);
        var classes = folder.Images.Classes;
        if (classes.Count is 1 || classes.Count > spec.Ways)
            throw new DataException(name, null, $"There {(classes.Count == 1 ? "is 1 class" : $"are {classes.Count} classes")}; the model tells 2 to {spec.Ways} apart.");
        if (classes.FirstOrDefault(one => one.Count == 0) is { } empty) throw new DataException(name, null, $"Class '{empty.Name}' has no picture that can be read.");
        PictureRoom.Numbers(name, "The support set", classes.Sum(one => one.Count), folder.Images.Size);
        List<string> warnings = [.. folder.Warnings];
        if (isTransductive)
            warnings.Add("The network takes the statistics of the pictures it is given together, and predictions are made one by one: expect fewer right ones than evaluate says. Train with --statistics support for a model to be used.");
        return new(folder.Images.ToExamples(), classes.Sum(one => one.Count))
        {
            Warnings = warnings,
            Notes = classes.Select((one, i) => (one.Name, i)).ToImmutableDictionary(pair => ClassNote + pair.i.ToString(CultureInfo.InvariantCulture), pair => pair.Name),
        };
    }

    public override PredictionTable Predict(AdaptedModel adapted, IReadOnlyDictionary<string, string> notes, string name, Stream? content = null)
    {
        if (content is not null) throw new DataException(name, null, "Pictures to predict are files; they cannot be read from standard input.");
        var labels = LabelsOf(notes);
        using var files = Directory.Exists(name) || Path.GetExtension(name).Equals(".zip", StringComparison.OrdinalIgnoreCase) ? PictureFiles.In(name) : PictureFiles.One(name);
        var (size, pictures, warnings) = PictureReader.Read(files, Reading);
        var read = files.Files.Zip(pictures).Where(pair => pair.Second is not null).ToList();
        var x = new float[PictureRoom.Numbers(name, "What is to be predicted", read.Count, size)];
        for (var row = 0; row < read.Count; row++) PictureFloats.Write(read[row].Second!.Value.Pixels.Span, size, 0, x.AsSpan(row * size.Bytes, size.Bytes)); // Not null: filtered.
        var logits = adapted.Predict(x);
        var labelled = read.Select((pair, row) =>
        {
            var (label, probability) = BestLabel.Of(logits.AsSpan(row * spec.Ways, labels.Length)); // Outputs beyond the classes that there are belong to none.
            if (!float.IsFinite(probability)) throw new DataException(files.Called(pair.First.Name), null, "The prediction of this picture is not finite; adapting diverged.");
            return new LabelledPicture(files.Called(pair.First.Name), pair.Second!.Value, ClassOf(pair.First.Name, labels), label, probability); // Not null: filtered.
        }).ToList();
        return new(["file"], ["label", "probability"], [.. labelled.Select(one => ((IReadOnlyList<string>)[one.Name], (IReadOnlyList<object>)[labels[one.Label], one.Probability]))])
        {
            Warnings = warnings,
            Labelled = [.. labelled.Where(one => one.Truth >= 0)],
        };
    }

    private PictureReading Reading => new()
    {
        Side = spec.ImageSize,
        Channels = spec.Channels,
        Resizing = ImageProblems.ResizingOf(spec),
        Squashes = Choices.Fits[spec.Fit],
        SkipsUnreadable = spec.SkipUnreadable,
        Inverts = ImageProblems.Inverts(spec),
    };

    /// <summary>The names of an adapted model's classes, in the order of its outputs.</summary>
    /// <param name="notes">Of its support set.</param>
    /// <exception cref="ArgumentException">They name none.</exception>
    internal static string[] LabelsOf(IReadOnlyDictionary<string, string> notes)
    {
        var labels = new List<string>();
        while (notes.TryGetValue(ClassNote + labels.Count.ToString(CultureInfo.InvariantCulture), out var label)) labels.Add(label);
        return labels.Count > 0 ? [.. labels] : throw new ArgumentException("The adapted model does not note the names of its classes; adapt it with metalearn adapt.");
    }

    // The class whose name the picture's folders end with; of several the longest name, as one may be called a/b and another b. −1 for none.
    private static int ClassOf(string name, string[] labels)
    {
        var folder = $"/{string.Join('/', name.Replace('\\', '/').Split('/')[..^1])}";
        var label = labels.Where(label => folder.EndsWith($"/{label}", StringComparison.Ordinal)).MaxBy(label => label.Length);
        return label is null ? -1 : Array.IndexOf(labels, label);
    }
}
