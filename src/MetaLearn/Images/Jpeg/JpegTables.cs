using System.Buffers.Binary;

namespace MetaLearn.Images;

/// <summary>Reads the segments of a JPEG file that hold tables.</summary>
internal static class JpegTables
{
    /// <summary>Quantisation tables, kept in natural order.</summary>
    public static void Quantization(ReadOnlySpan<byte> body, ushort[]?[] tables)
    {
        while (body.Length > 0)
        {
            var (wide, number) = (body[0] >> 4, body[0] & 15);
            var length = 64 * (wide + 1);
            if (wide > 1 || number > 3 || body.Length < 1 + length) throw new InvalidDataException("a quantisation table is damaged");
            var table = tables[number] = new ushort[64];
            for (var i = 0; i < 64; i++) table[JpegScan.Place(i)] = wide == 0 ? body[1 + i] : BinaryPrimitives.ReadUInt16BigEndian(body[(1 + 2 * i)..]);
            body = body[(1 + length)..];
        }
    }

    /// <summary>Huffman tables of first and of other coefficients.</summary>
    public static void Huffman(ReadOnlySpan<byte> body, JpegHuffman?[] dc, JpegHuffman?[] ac)
    {
        while (body.Length > 0)
        {
            var (kind, number) = (body[0] >> 4, body[0] & 15);
            if (kind > 1 || number > 3 || body.Length < 17) throw new InvalidDataException("a Huffman table is damaged");
            var counts = body.Slice(1, 16);
            var symbols = 0;
            foreach (var count in counts) symbols += count;
            if (symbols > 256 || body.Length < 17 + symbols) throw new InvalidDataException("a Huffman table is cut short");
            (kind == 0 ? dc : ac)[number] = new(counts, body.Slice(17, symbols));
            body = body[(17 + symbols)..];
        }
    }
}
