namespace MetaLearn.Images;

/// <summary>Bytes as the numbers that networks take.</summary>
internal static class PictureFloats
{
    private static readonly float[] Fractions = [.. Enumerable.Range(0, 256).Select(value => value / 255f)];

    /// <summary>Writes a picture's bytes divided by 255, turned counter-clockwise.</summary>
    /// <param name="pixels"><c>[height, width, channels]</c>.</param>
    /// <param name="size">Square where there are turns.</param>
    /// <param name="turns">Quarter turns, 0 to 3.</param>
    /// <param name="destination">As long as <paramref name="pixels"/>.</param>
    public static void Write(ReadOnlySpan<byte> pixels, ImageSize size, int turns, Span<float> destination)
    {
        var (side, channels) = (size.Width, size.Channels);
        // The pixel that comes first, and the way from it along a row and a column of the result.
        var (first, down, right) = turns switch
        {
            0 => (0, side, 1),
            1 => (side - 1, -1, side),
            2 => (side * side - 1, -side, -1),
            _ => (side * (side - 1), 1, -side),
        };
        var to = 0;
        for (var row = 0; row < size.Height; row++)
            for (var (column, pixel) = (0, first + row * down); column < side; column++, pixel += right)
                for (var channel = 0; channel < channels; channel++)
                    destination[to++] = Fractions[pixels[pixel * channels + channel]];
    }

    /// <summary>The picture that <see cref="Write"/> made numbers of, as it stands turned.</summary>
    /// <param name="numbers"><c>[height, width, channels]</c>, bytes divided by 255.</param>
    /// <param name="size">Of the picture.</param>
    public static Picture Read(ReadOnlySpan<float> numbers, ImageSize size)
    {
        var pixels = new byte[size.Bytes];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)MathF.Round(numbers[i] * 255);
        return new(size, pixels);
    }
}
