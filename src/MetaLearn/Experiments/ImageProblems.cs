using MetaLearn.Images;

namespace MetaLearn.Experiments;

/// <summary>The table of problems of pictures: a new one is a line here.</summary>
internal static class ImageProblems
{
    private static readonly (string Name, Func<ExperimentSpec, ImageSplits> Load)[] Entries =
    [
        ("strokes", _ => OfStrokes()),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Entries.Select(entry => entry.Name)];

    public static ImageSplits Load(ExperimentSpec spec)
        => Entries.Single(entry => entry.Name == spec.Problem).Load(spec);

    private static ImageSplits OfStrokes()
    {
        var images = Strokes.Draw();
        return new(new(images, Strokes.Training), new(images, Strokes.Validation), new(images, Strokes.Test), "their numbers");
    }
}
