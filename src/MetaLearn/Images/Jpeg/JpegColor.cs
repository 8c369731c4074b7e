namespace MetaLearn.Images;

/// <summary>From components of their own sizes to pixels: chroma is interpolated between its samples, 3 parts to 1, as the reference decoder does by default.</summary>
internal static class JpegColor
{
    /// <summary>A component at the picture's size.</summary>
    /// <param name="component">Gives its own size.</param>
    /// <param name="pixels">From <see cref="JpegTransform.Pixels"/>.</param>
    /// <param name="across">Pixels of the picture to one of the component, along a row.</param>
    /// <param name="down">Along a column.</param>
    /// <param name="width">Of the picture.</param>
    /// <param name="height">Of the picture.</param>
    public static byte[] Enlarged(JpegComponent component, byte[] pixels, int across, int down, int width, int height)
    {
        var result = new byte[width * height];
        var stride = component.Stride * 8;
        // Smooth for factors of two, as the reference decoder; narrow components and other factors are repeated.
        var smooth = across <= 2 && down <= 2 && (across == 1 || component.Width > 2);
        var line = new int[component.Width];
        for (var row = 0; row < height; row++)
        {
            var own = row / down;
            var other = smooth && down == 2 ? Math.Clamp(row % 2 == 0 ? own - 1 : own + 1, 0, component.Height - 1) : own;
            for (var i = 0; i < line.Length; i++) line[i] = down == 2 && smooth ? 3 * pixels[own * stride + i] + pixels[other * stride + i] : pixels[own * stride + i];
            var to = result.AsSpan(row * width, width);
            for (var column = 0; column < width; column++) to[column] = (byte)(smooth ? Smooth(line, row, column, across, down) : line[column / across]);
        }
        return result;
    }

    /// <summary>Luma and two chroma planes as red, green, blue, in 16-bit fractions.</summary>
    public static byte[] ToRgb(byte[] luma, byte[] blue, byte[] red)
    {
        const int half = 1 << 15;
        var result = new byte[luma.Length * 3];
        for (var i = 0; i < luma.Length; i++)
        {
            var (y, cb, cr) = (luma[i], blue[i] - 128, red[i] - 128);
            result[3 * i] = (byte)Math.Clamp(y + ((91881 * cr + half) >> 16), 0, 255);
            result[3 * i + 1] = (byte)Math.Clamp(y + ((-22554 * cb - 46802 * cr + half) >> 16), 0, 255);
            result[3 * i + 2] = (byte)Math.Clamp(y + ((116130 * cb + half) >> 16), 0, 255);
        }
        return result;
    }

    // Rounding goes up and down in turn, so that it adds no brightness.
    private static int Smooth(int[] line, int row, int column, int across, int down)
    {
        if (across == 1) return down == 1 ? line[column] : (line[column] + (row % 2 == 0 ? 1 : 2)) >> 2;
        var own = column / 2;
        var other = column % 2 == 0 ? own - 1 : own + 1;
        var (isEdge, left) = (other < 0 || other >= line.Length, column % 2 == 0);
        if (down == 1) return isEdge ? line[own] : (3 * line[own] + line[other] + (left ? 1 : 2)) >> 2;
        return isEdge ? (4 * line[own] + (left ? 8 : 7)) >> 4 : (3 * line[own] + line[other] + (left ? 8 : 7)) >> 4;
    }
}
