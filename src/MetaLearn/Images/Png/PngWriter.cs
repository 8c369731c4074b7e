using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MetaLearn.Images;

/// <summary>Writes pictures as PNG of 8 bits, grey or colour (PNG specification, section 5), for pages that show them. <see cref="PngDecoder"/> reads the same pixels back.</summary>
internal static class PngWriter
{
    private const byte Bits = 8;

    // Each byte minus the one to its left: of smooth pictures little is left, and the rule is the same in every row.
    private const byte Sub = 1;

    /// <summary>The bytes of a file.</summary>
    /// <param name="picture">Of 1 or 3 channels.</param>
    public static byte[] Write(Picture picture)
    {
        var (height, width, channels) = picture.Size;
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (Bits, (byte)(channels == 1 ? PngHeader.Grey : PngHeader.Colour));
        return [.. PngChunks.Signature, .. Chunk("IHDR", header), .. Chunk("IDAT", Compressed(picture.Pixels.Span, width * channels, channels)), .. Chunk("IEND", [])];
    }

    private static byte[] Compressed(ReadOnlySpan<byte> pixels, int rowBytes, int channels)
    {
        using var bytes = new MemoryStream();
        using (var deflate = new ZLibStream(bytes, CompressionLevel.Optimal, leaveOpen: true))
        {
            var row = new byte[1 + rowBytes];
            row[0] = Sub;
            for (; pixels.Length > 0; pixels = pixels[rowBytes..])
            {
                for (var i = 0; i < rowBytes; i++) row[1 + i] = unchecked((byte)(pixels[i] - (i < channels ? 0 : pixels[i - channels])));
                deflate.Write(row);
            }
        }
        return bytes.ToArray();
    }

    private static byte[] Chunk(string name, ReadOnlySpan<byte> content)
    {
        var chunk = new byte[12 + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        Encoding.ASCII.GetBytes(name, chunk.AsSpan(4));
        content.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + content.Length), Crc32.Compute(chunk.AsSpan(4, 4 + content.Length)));
        return chunk;
    }
}
