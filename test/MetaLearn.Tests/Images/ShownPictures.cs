using System.Xml.Linq;
using MetaLearn.Images;

namespace MetaLearn.Tests.Images;

/// <summary>The pictures of a page, read back.</summary>
internal static class ShownPictures
{
    private const string Prefix = "data:image/png;base64,";

    public static Picture Decode(XElement img, int channels)
    {
        var source = img.Attribute("src")!.Value; // Every picture has one.
        Assert.StartsWith(Prefix, source, StringComparison.Ordinal);
        return PngDecoder.Decode(Convert.FromBase64String(source[Prefix.Length..]), "page", channels);
    }
}
