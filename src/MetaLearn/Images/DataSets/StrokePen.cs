namespace MetaLearn.Images;

/// <summary>Draws lines of a width, anti-aliased by the distance of pixels' centres.</summary>
internal static class StrokePen
{
    /// <summary>Draws one line; where ink lies already the darker of both stays.</summary>
    /// <param name="from">In pixels; the centre of the first pixel is (0.5, 0.5).</param>
    /// <param name="to">In pixels; may equal <paramref name="from"/>. What lies outside the picture is left out.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="side">Of the picture.</param>
    /// <param name="pixels"><c>[side, side]</c>; 255 is full ink.</param>
    public static void Line((double X, double Y) from, (double X, double Y) to, double width, int side, Span<byte> pixels)
    {
        var reach = width / 2 + 1;
        var (left, right) = (Clamped(Math.Min(from.X, to.X) - reach, side), Clamped(Math.Max(from.X, to.X) + reach, side));
        var (top, bottom) = (Clamped(Math.Min(from.Y, to.Y) - reach, side), Clamped(Math.Max(from.Y, to.Y) + reach, side));
        var (alongX, alongY) = (to.X - from.X, to.Y - from.Y);
        var length = alongX * alongX + alongY * alongY;
        for (var row = top; row < bottom; row++)
            for (var column = left; column < right; column++)
            {
                var (x, y) = (column + 0.5 - from.X, row + 0.5 - from.Y);
                var place = length > 0 ? Math.Clamp((x * alongX + y * alongY) / length, 0, 1) : 0;
                var (offX, offY) = (x - place * alongX, y - place * alongY);
                var covered = Math.Clamp(width / 2 + 0.5 - Math.Sqrt(offX * offX + offY * offY), 0, 1);
                ref var pixel = ref pixels[row * side + column];
                pixel = Math.Max(pixel, (byte)(255 * covered + 0.5));
            }
    }

    private static int Clamped(double place, int side) => Math.Clamp((int)Math.Floor(place), 0, side);
}
