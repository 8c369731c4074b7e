using System.IO.Compression;
using MetaLearn.Episodes;

namespace MetaLearn.Images;

/// <summary>
/// Decodes PNG (ISO/IEC 15948): every colour type, bit depth, filter and interlacing, with palettes and transparency. 16 bits become 8 by
/// <c>value · 255 / 65535</c>, rounded. What is transparent is laid over white, the paper of a drawing. Colour becomes grey by the luma of ITU-R BT.601. Chunks on colour
/// spaces are ignored.
/// </summary>
public static class PngDecoder
{
    /// <summary>Pixels that a picture may have unless the caller says otherwise: 2²⁶, some 67 million. Larger ones are refused before any memory is taken.</summary>
    public const int DefaultMaximumPixels = 1 << 26;

    // The bytes of a picture must be countable in 32 bits, at 8 a pixel.
    private const int MostPixels = 1 << 27;

    // Deflate's best is 258 bytes for 2 bits; smaller data cannot fill the picture that the header announces.
    private const int LargestExpansion = 1032;

    /// <summary>Decodes a whole file.</summary>
    /// <param name="file">Its bytes.</param>
    /// <param name="source">What messages call it: a path, or an entry of a zip.</param>
    /// <param name="channels">1 for grey, 3 for red, green, blue.</param>
    /// <param name="maximumPixels">Width times height at most: 1 to 2²⁷.</param>
    /// <returns>Pixels <c>[height, width, channels]</c>.</returns>
    /// <exception cref="DataException">The file is not a whole, sound PNG of at most that many pixels; one sentence says what was found.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="channels"/> is neither 1 nor 3, or <paramref name="maximumPixels"/> is not in its range.</exception>
    public static Picture Decode(ReadOnlyMemory<byte> file, string source, int channels, int maximumPixels = DefaultMaximumPixels)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (channels is not (1 or 3)) throw new ArgumentOutOfRangeException(nameof(channels), channels, "Must be 1 or 3.");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximumPixels);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maximumPixels, MostPixels);
        var chunks = new PngChunks(file, source, maximumPixels);
        var header = chunks.Header;
        var compressed = chunks.Compressed();
        if (header.TotalBytes > (long)compressed.Length * LargestExpansion)
            throw new DataException(source, null, $"{compressed.Length} bytes of compressed pixels cannot hold the {header.Width}×{header.Height} pixels that the PNG's header says.");
        var size = new ImageSize(header.Height, header.Width, channels);
        var pixels = new byte[size.Bytes];
        using var rows = new ZLibStream(new MemoryStream(compressed), CompressionMode.Decompress);
        try
        {
            var colours = new PngColours(chunks, source, channels);
            foreach (var pass in header.Passes) Read(rows, pass, header, colours, pixels, size, source);
            if (rows.ReadByte() >= 0) throw new DataException(source, null, $"The PNG has more pixels than its {header.Width}×{header.Height}.");
        }
        catch (InvalidDataException damaged)
        {
            throw new DataException(source, null, "The PNG's compressed pixels are damaged or cut off.", damaged);
        }
        return new(size, pixels);
    }

    private static void Read(ZLibStream rows, PngPass pass, PngHeader header, PngColours colours, Span<byte> pixels, ImageSize size, string source)
    {
        var bytes = header.RowBytes(pass.Width);
        // The first byte of each names its filter.
        byte[] row = new byte[1 + bytes], above = new byte[1 + bytes];
        for (var y = 0; y < pass.Height; y++)
        {
            var read = rows.ReadAtLeast(row, row.Length, throwOnEndOfStream: false);
            if (read < row.Length) throw new DataException(source, null, $"The PNG's pixels end in row {y + 1} of {pass.Height}{(header.Interlaced ? " of a pass" : "")}.");
            if (row[0] >= PngFilter.Count) throw new DataException(source, null, $"Row {y + 1} has filter {row[0]}; expected 0 to {PngFilter.Count - 1}.");
            PngFilter.Undo(row[0], row.AsSpan(1), above.AsSpan(1), header.FilterDistance);
            var first = ((pass.Y + y * pass.StepY) * size.Width + pass.X) * size.Channels;
            colours.Write(row.AsSpan(1), pass.Width, pixels[first..], pass.StepX * size.Channels);
            (row, above) = (above, row);
        }
    }
}
