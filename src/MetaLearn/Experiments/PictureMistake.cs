using System.Globalization;
using MetaLearn.Autodiff;
using MetaLearn.Images;
using MetaLearn.Reports;

namespace MetaLearn.Experiments;

/// <summary>A picture that was given a wrong label.</summary>
/// <param name="Name">Where it comes from.</param>
/// <param name="Picture">As the network sees it.</param>
/// <param name="Truth">Its class.</param>
/// <param name="Label">What it was taken for, and how surely.</param>
/// <param name="OfTruth">Support pictures of its class.</param>
/// <param name="OfLabel">Support pictures of what it was taken for.</param>
internal sealed record PictureMistake(string Name, Picture Picture, string Truth, string Label, IReadOnlyList<Picture> OfTruth, IReadOnlyList<Picture> OfLabel)
{
    /// <summary>Mistakes that a page shows at most; more would make it too large to open with ease.</summary>
    public const int Shown = 200;

    // Support pictures of a class beside a mistake, at most; and the side in pixels that larger pictures are brought to, so that a full page of photographs has some megabytes, not some tens.
    private const int SupportShown = 3, Thumbnail = 42;

    /// <summary>The first mistakes as a section of a page.</summary>
    /// <param name="mistakes">All of them.</param>
    /// <param name="found">A sentence that says how many there are, and of what.</param>
    public static ReportSection Section(IReadOnlyList<PictureMistake> mistakes, string found)
    {
        if (mistakes.Count == 0) return new("Mistakes", [new ReportText(found)]);
        var rows = mistakes.Take(Shown).Select(one => (IReadOnlyList<PictureCell>)
        [
            new(one.Name, [Small(one.Picture)]),
            new(one.Truth, [.. one.OfTruth.Take(SupportShown).Select(Small)]),
            new(one.Label, [.. one.OfLabel.Take(SupportShown).Select(Small)]),
        ]);
        var table = new ReportPictures(["picture", "its class, in the support set", "taken for"], [.. rows])
        {
            Caption = mistakes.Count > Shown ? $"The first {Shown} mistakes; {mistakes.Count - Shown} more are left out." : mistakes.Count == 1 ? "The mistake." : $"All {mistakes.Count} mistakes.",
        };
        var size = mistakes[0].Picture.Size;
        return new("Mistakes", [new ReportText($"{found} Pictures are shown as the network sees them{(Math.Max(size.Height, size.Width) > Thumbnail ? $", but brought to {Thumbnail} pixels" : "")}."), table]);
    }

    private static Picture Small(Picture picture)
        => Math.Max(picture.Size.Height, picture.Size.Width) > Thumbnail ? ImageResize.To(picture, Thumbnail, Thumbnail, Resizing.Antialiased) : picture;

    /// <summary>A label and how sure of it the model was.</summary>
    public static string Named(string label, string measure, double value) => string.Create(CultureInfo.InvariantCulture, $"{label}: {measure} {value:0.00}");

    /// <summary>The pictures of a label among labelled examples.</summary>
    public static IReadOnlyList<Picture> OfLabelled(ReadOnlySpan<float> x, ReadOnlySpan<float> y, int label, ImageSize size)
    {
        var pictures = new List<Picture>();
        for (var row = 0; row < y.Length && pictures.Count < SupportShown; row++)
            if (y[row] == label) pictures.Add(PictureFloats.Read(x.Slice(row * size.Bytes, size.Bytes), size));
        return pictures;
    }

    /// <summary>The size of pictures that are rows of a shape.</summary>
    /// <param name="xRow"><c>[height, width, channels]</c>.</param>
    public static ImageSize SizeOf(Shape xRow) => new(xRow[0], xRow[1], xRow[2]);
}
