using MetaLearn.Images;

namespace MetaLearn.Tests.Images;

/// <summary>Sets of pictures whose bytes say where they come from.</summary>
internal static class MadeImages
{
    /// <summary>The first byte of a picture is its class's number, the second its own; the rest are a gradient, so that turns can be told apart.</summary>
    public static ImageSet Of(int height, int width, int channels, params int[] counts)
    {
        var size = new ImageSize(height, width, channels);
        return new(size, counts.Select((count, ofClass) => new ImageClass($"class {ofClass}", Pixels(size, ofClass, count), [.. Enumerable.Range(0, count).Select(i => $"{ofClass}/{i}.png")])));
    }

    private static byte[] Pixels(ImageSize size, int ofClass, int count)
    {
        var pixels = new byte[count * size.Bytes];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)(i % size.Bytes);
        for (var picture = 0; picture < count; picture++)
            (pixels[picture * size.Bytes], pixels[picture * size.Bytes + 1]) = ((byte)ofClass, (byte)picture);
        return pixels;
    }
}
