using System.Buffers.Binary;
using MetaLearn.Episodes;

namespace MetaLearn.Images;

/// <summary>Turns a PNG's plain rows into bytes of grey or of red, green and blue, over white where they are transparent.</summary>
internal sealed class PngColours
{
    private readonly PngHeader header;
    private readonly string source;
    private readonly int channels;
    private readonly ReadOnlyMemory<byte> palette;
    private readonly byte[] transparency;
    private readonly byte[]? table;

    public PngColours(PngChunks chunks, string source, int channels)
    {
        (header, this.source, this.channels, palette, transparency) = (chunks.Header, source, channels, chunks.Palette, chunks.Transparency.ToArray());
        if (header is { Depth: <= 8, Type: PngHeader.Grey or PngHeader.Indexed }) table = Table();
    }

    /// <summary>Writes the pixels of a row.</summary>
    /// <param name="row">The plain row.</param>
    /// <param name="count">Pixels in it.</param>
    /// <param name="destination">Starts at the first pixel's place.</param>
    /// <param name="step">Bytes from one pixel's place to the next one's.</param>
    public void Write(ReadOnlySpan<byte> row, int count, Span<byte> destination, int step)
    {
        if (table is not null) WriteCodes(row, count, destination, step);
        else for (var x = 0; x < count; x++) WriteSamples(row, x, destination.Slice(x * step, channels));
    }

    private void WriteCodes(ReadOnlySpan<byte> row, int count, Span<byte> destination, int step)
    {
        var (perByte, mask) = (8 / header.Depth, (1 << header.Depth) - 1);
        // Not null: the caller asked.
        var colours = table!;
        for (var x = 0; x < count; x++)
        {
            var code = (row[x / perByte] >> (8 - header.Depth * (x % perByte + 1))) & mask;
            if (code * channels >= colours.Length) throw new DataException(source, null, $"A pixel has palette index {code}; the palette has {palette.Length / 3} entries.");
            for (var c = 0; c < channels; c++) destination[x * step + c] = colours[code * channels + c];
        }
    }

    private void WriteSamples(ReadOnlySpan<byte> row, int x, Span<byte> pixel)
    {
        var (bytes, coloured) = (header.Depth / 8, header.Type is PngHeader.Colour or PngHeader.ColourAlpha);
        var hasAlpha = header.Type is PngHeader.GreyAlpha or PngHeader.ColourAlpha;
        var colours = coloured ? 3 : 1;
        var samples = row.Slice(x * (colours + (hasAlpha ? 1 : 0)) * bytes);
        int Sample(ReadOnlySpan<byte> from, int one) => bytes == 1 ? from[one] : Eight(BinaryPrimitives.ReadUInt16BigEndian(from[(2 * one)..]));
        var alpha = hasAlpha ? Sample(samples, colours) : IsKey(samples, colours, bytes) ? 0 : 255;
        var (red, green, blue) = (Sample(samples, 0), Sample(samples, coloured ? 1 : 0), Sample(samples, coloured ? 2 : 0));
        Put(pixel, red, green, blue, alpha);
    }

    // The one transparent colour is given with 16 bits a sample and compared before any is dropped.
    private bool IsKey(ReadOnlySpan<byte> samples, int colours, int bytes)
    {
        if (transparency.Length == 0) return false;
        for (var c = 0; c < colours; c++)
            if (BinaryPrimitives.ReadUInt16BigEndian(transparency.AsSpan(2 * c)) != (bytes == 1 ? samples[c] : BinaryPrimitives.ReadUInt16BigEndian(samples[(2 * c)..]))) return false;
        return true;
    }

    private byte[] Table()
    {
        var count = header.Type == PngHeader.Indexed ? palette.Length / 3 : 1 << header.Depth;
        var colours = new byte[count * channels];
        for (var code = 0; code < count; code++)
        {
            var entry = colours.AsSpan(code * channels, channels);
            if (header.Type == PngHeader.Indexed)
            {
                var rgb = palette.Span.Slice(3 * code, 3);
                Put(entry, rgb[0], rgb[1], rgb[2], code < transparency.Length ? transparency[code] : 255);
            }
            else
            {
                var grey = code * 255 / (count - 1);
                Put(entry, grey, grey, grey, transparency.Length > 0 && BinaryPrimitives.ReadUInt16BigEndian(transparency) == code ? 0 : 255);
            }
        }
        return colours;
    }

    private void Put(Span<byte> pixel, int red, int green, int blue, int alpha)
    {
        (red, green, blue) = (OverWhite(red, alpha), OverWhite(green, alpha), OverWhite(blue, alpha));
        if (channels == 1) pixel[0] = Grey.Of(red, green, blue);
        else (pixel[0], pixel[1], pixel[2]) = ((byte)red, (byte)green, (byte)blue);
    }

    private static int OverWhite(int value, int alpha) => (value * alpha + 255 * (255 - alpha) + 127) / 255;

    /// <summary>value · 255 / 65535, rounded.</summary>
    private static int Eight(int sixteen) => (sixteen * 255 + 32767) / 65535;
}
