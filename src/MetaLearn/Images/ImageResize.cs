namespace MetaLearn.Images;

/// <summary>Brings pictures to another size.</summary>
public static class ImageResize
{
    // Pillow's weights have 22 bits behind the point.
    private const int Bits = 22;

    /// <summary>A picture of another size with the same content; stretched where the proportions differ.</summary>
    /// <param name="picture">Of any size.</param>
    /// <param name="height">New height in pixels, at least 1.</param>
    /// <param name="width">New width in pixels, at least 1.</param>
    /// <param name="resizing">How.</param>
    /// <returns>The picture itself if it has that size already.</returns>
    public static Picture To(Picture picture, int height, int width, Resizing resizing)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        Require.Defined(resizing);
        if (picture.Size.Height == height && picture.Size.Width == width) return picture;
        if (resizing == Resizing.Nearest) return Nearest(picture, height, width);
        var c = picture.Size.Channels;
        var narrow = new byte[picture.Size.Height * width * c];
        for (var y = 0; y < picture.Size.Height; y++)
            Shrink(picture.Pixels.Span.Slice(y * picture.Size.Width * c, picture.Size.Width * c), c, picture.Size.Width, narrow.AsSpan(y * width * c, width * c), width);
        // Rows are the pixels of one long column, each with width · channels numbers.
        var pixels = new byte[height * width * c];
        Shrink(narrow, width * c, picture.Size.Height, pixels, height);
        return new(new(height, width, c), pixels);
    }

    // Steps are added up as Pillow adds them: where a centre falls between two pixels, the rounding of the sum decides.
    private static int[] Under(int from, int to)
    {
        var positions = new int[to];
        var scale = (double)from / to;
        var centre = scale * 0.5;
        for (var i = 0; i < to; i++, centre += scale) positions[i] = Math.Min(from - 1, (int)centre);
        return positions;
    }

    private static Picture Nearest(Picture picture, int height, int width)
    {
        var (fromHeight, fromWidth, c) = picture.Size;
        var source = picture.Pixels.Span;
        var pixels = new byte[height * width * c];
        var columns = Under(fromWidth, width);
        var at = 0;
        foreach (var row in Under(fromHeight, height))
            foreach (var column in columns)
                for (var channel = 0; channel < c; channel++) pixels[at++] = source[(row * fromWidth + column) * c + channel];
        return new(new(height, width, c), pixels);
    }

    /// <summary>Resamples a line of <paramref name="from"/> elements, each of <paramref name="numbers"/> bytes, to one of <paramref name="to"/>.</summary>
    private static void Shrink(ReadOnlySpan<byte> source, int numbers, int from, Span<byte> destination, int to)
    {
        var scale = (double)from / to;
        var reach = Math.Max(1, scale);
        var weights = new double[(int)Math.Ceiling(reach) * 2 + 1];
        for (var i = 0; i < to; i++)
        {
            var centre = (i + 0.5) * scale;
            var first = Math.Max(0, (int)(centre - reach + 0.5));
            var count = Math.Min(from, (int)(centre + reach + 0.5)) - first;
            var total = 0.0;
            for (var k = 0; k < count; k++) total += weights[k] = Math.Max(0, 1 - Math.Abs((first + k - centre + 0.5) * (1 / reach)));
            for (var n = 0; n < numbers; n++)
            {
                var sum = 1 << (Bits - 1);
                for (var k = 0; k < count; k++) sum += source[(first + k) * numbers + n] * (int)(weights[k] / total * (1 << Bits) + 0.5);
                destination[i * numbers + n] = (byte)Math.Clamp(sum >> Bits, 0, 255);
            }
        }
    }
}
