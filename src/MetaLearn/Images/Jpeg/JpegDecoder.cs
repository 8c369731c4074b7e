using System.Buffers.Binary;
using MetaLearn.Episodes;

namespace MetaLearn.Images;

/// <summary>
/// Reads JPEG pictures: baseline, extended and progressive Huffman coding of 8 bits (ISO/IEC 10918-1), grey or colour, all samplings by whole numbers, restarts. Pixels
/// are those of the reference decoder with its default settings. Arithmetic coding, 12 bits, lossless and four components are refused.
/// </summary>
internal sealed class JpegDecoder
{
    /// <summary>Pictures of more pixels are refused: 2²⁶.</summary>
    public const int MostPixels = 1 << 26;

    private readonly ushort[]?[] quantization = new ushort[]?[4];
    private readonly JpegHuffman?[] dc = new JpegHuffman?[4];
    private readonly JpegHuffman?[] ac = new JpegHuffman?[4];
    private JpegComponent[] components = [];
    private (int Width, int Height) size;
    private (int Across, int Down) factors;
    private bool isProgressive;
    private bool isRgb;
    private int restart;

    /// <summary>Whether a file begins as JPEG files do.</summary>
    public static bool IsJpeg(ReadOnlySpan<byte> file) => file.StartsWith<byte>([0xFF, 0xD8, 0xFF]);

    /// <summary>Decodes a file.</summary>
    /// <param name="file">All its bytes.</param>
    /// <param name="name">For messages.</param>
    /// <returns>Of 1 or 3 channels.</returns>
    /// <exception cref="DataException">It is damaged, or of a kind that is not read; one sentence.</exception>
    public static Picture Decode(ReadOnlySpan<byte> file, string name)
    {
        try
        {
            return new JpegDecoder().Read(file);
        }
        catch (InvalidDataException failure)
        {
            throw new DataException(name, null, $"The JPEG picture cannot be read: {failure.Message}.", failure);
        }
    }

    private Picture Read(ReadOnlySpan<byte> file)
    {
        if (!IsJpeg(file)) throw new InvalidDataException("it does not begin as one");
        for (var position = 2; ;)
        {
            var marker = Marker(file, ref position);
            if (marker == 0xD9) return Pixels();
            if (position + 2 > file.Length || BinaryPrimitives.ReadUInt16BigEndian(file[position..]) is var length && (length < 2 || position + length > file.Length))
                throw new InvalidDataException("it ends in the middle of a segment");
            Segment(marker, file.Slice(position + 2, length - 2), file.Length);
            position += length;
            if (marker == 0xDA) position = Scan(file, file.Slice(position - length + 2, length - 2), position);
        }
    }

    private static int Marker(ReadOnlySpan<byte> file, ref int position)
    {
        while (position + 1 < file.Length && !(file[position] == 0xFF && file[position + 1] is not (0 or 0xFF or (>= 0xD0 and <= 0xD7)))) position++;
        if (position + 1 >= file.Length) throw new InvalidDataException("it ends before its end marker");
        position += 2;
        return file[position - 1];
    }

    private void Segment(int marker, ReadOnlySpan<byte> body, int fileLength)
    {
        switch (marker)
        {
            case 0xC0 or 0xC1 or 0xC2: Frame(body, marker == 0xC2, fileLength); break;
            case 0xC4: JpegTables.Huffman(body, dc, ac); break;
            case >= 0xC3 and <= 0xCF and not 0xC8 and not 0xCC: throw new InvalidDataException("it is lossless, hierarchical or arithmetically coded, which is not read");
            case 0xDB: JpegTables.Quantization(body, quantization); break;
            case 0xDD when body.Length >= 2: restart = BinaryPrimitives.ReadUInt16BigEndian(body); break;
            // Adobe's mark says whether three components are red, green and blue.
            case 0xEE when body.Length >= 12 && body.StartsWith("Adobe"u8): isRgb = body[11] == 0; break;
        }
    }

    private void Frame(ReadOnlySpan<byte> body, bool progressive, int fileLength)
    {
        if (components.Length > 0) throw new InvalidDataException("it holds more than one picture");
        if (body.Length >= 6 && body[5] is not (1 or 3)) throw new InvalidDataException($"it has {body[5]} components; 1 (grey) and 3 (colour) are read");
        if (body.Length < 6 || body.Length < 6 + 3 * body[5]) throw new InvalidDataException("its frame is cut short");
        if (body[0] != 8) throw new InvalidDataException($"its samples have {body[0]} bits; 8 are read");
        size = (BinaryPrimitives.ReadUInt16BigEndian(body[3..]), BinaryPrimitives.ReadUInt16BigEndian(body[1..]));
        if (size.Width == 0 || size.Height == 0) throw new InvalidDataException($"it has {size.Width}×{size.Height} pixels");
        if ((long)size.Width * size.Height > MostPixels) throw new InvalidDataException($"it has {size.Width}×{size.Height} pixels; at most {MostPixels:N0} are read");
        isProgressive = progressive;
        var found = new JpegComponent[body[5]];
        for (var i = 0; i < found.Length; i++)
        {
            var at = body.Slice(6 + 3 * i, 3);
            found[i] = new(at[0], at[1] >> 4, at[1] & 15, at[2]);
            if (found[i] is { Across: < 1 or > 4 } or { Down: < 1 or > 4 } or { Quantization: > 3 }) throw new InvalidDataException("a component's sampling is impossible");
        }
        factors = (found.Max(one => one.Across), found.Max(one => one.Down));
        if (found.Any(one => factors.Across % one.Across != 0 || factors.Down % one.Down != 0)) throw new InvalidDataException("its sampling factors are not whole multiples, which is not read");
        foreach (var one in found) one.Size(size.Width, size.Height, factors.Across, factors.Down);
        // The first coefficient of each block takes a bit at least, so a small file cannot ask for much memory.
        if (found.Sum(one => one.OwnBlocks) > 8L * fileLength) throw new InvalidDataException($"its {fileLength} bytes cannot hold {size.Width}×{size.Height} pixels");
        foreach (var one in found) one.Allocate();
        components = found;
    }

    private int Scan(ReadOnlySpan<byte> file, ReadOnlySpan<byte> header, int start)
    {
        if (header.Length < 4 || header.Length != 4 + 2 * header[0]) throw new InvalidDataException("a scan's header is cut short");
        var count = header[0];
        var ofScan = new JpegComponent[count];
        for (var i = 0; i < count; i++)
        {
            var (id, tables) = (header[1 + 2 * i], header[2 + 2 * i]);
            ofScan[i] = Array.Find(components, one => one.Id == id) ?? throw new InvalidDataException("a scan is of a component that there is not");
            (ofScan[i].Dc, ofScan[i].Ac) = (dc[(tables >> 4) & 3], ac[tables & 3]);
        }
        var (first, last, high, low) = isProgressive ? (header[^3], header[^2], header[^1] >> 4, header[^1] & 15) : (0, 63, 0, 0);
        if (count == 0 || last > 63 || first > last || low > 13 || (isProgressive && (first == 0) != (last == 0)) || (first > 0 && count > 1)) throw new InvalidDataException("a scan's band is impossible");
        var bits = new JpegBits(file, start);
        new JpegScan(ofScan, isProgressive, first, last, high > 0, low).Read(ref bits, size, factors.Across, factors.Down, restart);
        if (first == 0 && high == 0)
            foreach (var one in ofScan) one.IsGiven = true;
        return bits.Position;
    }

    private Picture Pixels()
    {
        if (!Array.Exists(components, one => one.IsGiven)) throw new InvalidDataException("it has no pixels");
        if (Array.Find(components, one => !one.IsGiven) is { } missing) throw new InvalidDataException($"it has no pixels of its component {missing.Id}");
        var planes = Array.ConvertAll(components, one => JpegColor.Enlarged(
            one, JpegTransform.Pixels(one, quantization[one.Quantization] ?? throw new InvalidDataException("a quantisation table is missing")),
            factors.Across / one.Across, factors.Down / one.Down, size.Width, size.Height));
        if (planes is [var grey]) return new(new(size.Height, size.Width, 1), grey);
        if (!isRgb) return new(new(size.Height, size.Width, 3), JpegColor.ToRgb(planes[0], planes[1], planes[2]));
        var pixels = new byte[planes[0].Length * 3];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = planes[i % 3][i / 3];
        return new(new(size.Height, size.Width, 3), pixels);
    }
}
