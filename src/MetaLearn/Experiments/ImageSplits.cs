using MetaLearn.Images;

namespace MetaLearn.Experiments;

/// <summary>Some classes of a set of pictures.</summary>
/// <param name="Images">May hold the classes of other splits too.</param>
/// <param name="Classes">Positions in it.</param>
internal sealed record ImagePart(ImageSet Images, IReadOnlyList<int> Classes)
{
    /// <summary>All classes of a set.</summary>
    public static ImagePart All(ImageSet images) => new(images, [.. Enumerable.Range(0, images.Classes.Count)]);
}

/// <summary>The pictures of a problem, parted by classes.</summary>
/// <param name="Training">Classes of meta-training.</param>
/// <param name="Validation">Classes of meta-validation; null where the split has none, and meta-training classes stand in.</param>
/// <param name="Test">Classes of meta-test.</param>
/// <param name="By">What parted them, for people: <c>a fixed list</c>.</param>
internal sealed record ImageSplits(ImagePart Training, ImagePart? Validation, ImagePart Test, string By)
{
    /// <summary>What the user should know, one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Sizes and origin, for people.</summary>
    public override string ToString()
        => $"{Training.Classes.Count} classes meta-training, {(Validation is null ? "none" : Validation.Classes.Count)} meta-validation, {Test.Classes.Count} meta-test, by {By}";
}
