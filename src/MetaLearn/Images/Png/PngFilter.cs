namespace MetaLearn.Images;

/// <summary>Undoes the filters of a PNG's rows (PNG specification, section 9).</summary>
internal static class PngFilter
{
    /// <summary>The filters are numbered from 0 to one less.</summary>
    public const int Count = 5;

    /// <summary>Replaces a filtered row by its bytes.</summary>
    /// <param name="filter">0 none, 1 sub, 2 up, 3 average, 4 Paeth.</param>
    /// <param name="row">The filtered row; becomes the plain one.</param>
    /// <param name="above">The plain row above in the same pass; zeros for the first.</param>
    /// <param name="distance">Bytes from a byte to the one of the pixel to its left.</param>
    public static void Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        switch (filter)
        {
            case 1:
                for (var i = distance; i < row.Length; i++) row[i] += row[i - distance];
                break;
            case 2:
                for (var i = 0; i < row.Length; i++) row[i] += above[i];
                break;
            case 3:
                for (var i = 0; i < row.Length; i++) row[i] += (byte)(((i < distance ? 0 : row[i - distance]) + above[i]) >> 1);
                break;
            case 4:
                for (var i = 0; i < row.Length; i++) row[i] += i < distance ? above[i] : Paeth(row[i - distance], above[i], above[i - distance]);
                break;
        }
    }

    /// <summary>Of left, above and above left, the one nearest to left + above − above left; in that order where two are as near.</summary>
    private static byte Paeth(int left, int above, int corner)
    {
        var (toLeft, toAbove, toCorner) = (Math.Abs(above - corner), Math.Abs(left - corner), Math.Abs(left + above - 2 * corner));
        return (byte)(toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner);
    }
}
