using System.Buffers.Binary;
using System.Text;
using MetaLearn.Episodes;

namespace MetaLearn.Images;

/// <summary>A PNG taken apart: checksums, order and presence of its chunks are checked here (PNG specification, section 5). Chunks that do not decide pixels are skipped.</summary>
internal sealed class PngChunks
{
    /// <summary>The first bytes of every PNG.</summary>
    public static ReadOnlySpan<byte> Signature => [137, 80, 78, 71, 13, 10, 26, 10];

    private readonly string source;
    private readonly List<ReadOnlyMemory<byte>> data = [];

    public PngChunks(ReadOnlyMemory<byte> file, string source, int maximumPixels)
    {
        this.source = source;
        if (!file.Span.StartsWith(Signature)) throw Fault(file.Length < Signature.Length ? $"The file has {file.Length} bytes and no PNG signature." : "The file does not start with the PNG signature.");
        var (position, previous) = (Signature.Length, "");
        while (previous != "IEND")
        {
            var (name, chunk) = Next(file, ref position);
            if (previous == "" && name != "IHDR") throw Fault($"The PNG's first chunk is '{name}'; expected 'IHDR'.");
            Take(name, chunk, previous, maximumPixels);
            previous = name;
        }
        if (position != file.Length) throw Fault($"{file.Length - position} bytes follow the PNG's end; expected none.");
        if (data.Count == 0) throw Fault("The PNG has no pixels: there is no chunk 'IDAT'.");
        if (Header.Type == PngHeader.Indexed && Palette.IsEmpty) throw Fault("The PNG's pixels are indices, but there is no palette: chunk 'PLTE' is missing.");
    }

    /// <summary>Not null once constructed: the first chunk must be it.</summary>
    public PngHeader Header { get; private set; } = null!;

    /// <summary>Red, green, blue of each entry; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Palette { get; private set; }

    /// <summary>The chunk 'tRNS': opacities of palette entries, or the one colour that is transparent; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Transparency { get; private set; }

    /// <summary>The compressed pixels, put together.</summary>
    public byte[] Compressed()
    {
        var all = new byte[data.Sum(one => one.Length)];
        var position = 0;
        foreach (var one in data)
        {
            one.Span.CopyTo(all.AsSpan(position));
            position += one.Length;
        }
        return all;
    }

    private (string Name, ReadOnlyMemory<byte> Content) Next(ReadOnlyMemory<byte> file, ref int position)
    {
        var rest = file[position..];
        if (rest.IsEmpty) throw Fault("The PNG is cut off: its last chunk, 'IEND', is missing.");
        if (rest.Length < 12) throw Fault($"The PNG is cut off at byte {file.Length}, inside the head of a chunk.");
        var length = BinaryPrimitives.ReadUInt32BigEndian(rest.Span);
        var name = Encoding.Latin1.GetString(rest.Span.Slice(4, 4));
        if (!name.All(char.IsAsciiLetter)) throw Fault($"At byte {position} a PNG chunk was expected; its name is not four letters.");
        if (length > rest.Length - 12) throw Fault($"The PNG is cut off: chunk '{name}' at byte {position} says {length} bytes, {rest.Length - 12} are left.");
        var content = rest.Slice(8, (int)length);
        if (Crc32.Compute(rest.Span.Slice(4, 4 + (int)length)) != BinaryPrimitives.ReadUInt32BigEndian(rest.Span[(8 + (int)length)..]))
            throw Fault($"The checksum of chunk '{name}' at byte {position} is wrong; the file is damaged.");
        position += 12 + (int)length;
        return (name, content);
    }

    private void Take(string name, ReadOnlyMemory<byte> chunk, string previous, int maximumPixels)
    {
        switch (name)
        {
            case "IHDR" when previous == "": Header = new(chunk.Span, source, maximumPixels); break;
            case "IHDR": throw Fault("The PNG has two chunks 'IHDR'; expected 1.");
            case "PLTE":
                if (data.Count > 0 || !Palette.IsEmpty) throw Fault("The PNG's palette comes after its pixels or a second time.");
                if (Header.Type is PngHeader.Grey or PngHeader.GreyAlpha) throw Fault($"The PNG has a palette, which colour type {Header.Type} does not allow.");
                var most = Header.Type == PngHeader.Indexed ? 1 << Header.Depth : 256;
                if (chunk.Length == 0 || chunk.Length % 3 != 0 || chunk.Length / 3 > most) throw Fault($"The PNG's palette has {chunk.Length} bytes; expected three for each of 1 to {most} entries.");
                Palette = chunk;
                break;
            case "tRNS":
                CheckTransparency(chunk.Length);
                Transparency = chunk;
                break;
            case "IDAT":
                if (data.Count > 0 && previous != "IDAT") throw Fault($"Chunk '{previous}' stands between two chunks 'IDAT'; expected none.");
                data.Add(chunk);
                break;
            case "IEND":
                if (chunk.Length != 0) throw Fault($"The PNG's last chunk has {chunk.Length} bytes; expected 0.");
                break;
            default:
                // A capital first letter means that the picture cannot be shown without the chunk.
                if (char.IsAsciiLetterUpper(name[0])) throw Fault($"The PNG needs chunk '{name}', which is not known here.");
                break;
        }
    }

    private void CheckTransparency(int length)
    {
        if (data.Count > 0) throw Fault("The PNG's chunk 'tRNS' comes after its pixels.");
        var right = Header.Type switch
        {
            PngHeader.Grey => length == 2,
            PngHeader.Colour => length == 6,
            PngHeader.Indexed => length > 0 && length <= Palette.Length / 3,
            _ => throw Fault($"The PNG has a chunk 'tRNS', which colour type {Header.Type} does not allow."),
        };
        if (!right) throw Fault($"The PNG's chunk 'tRNS' has {length} bytes, which does not fit colour type {Header.Type}{(Header.Type == PngHeader.Indexed ? $" with {Palette.Length / 3} palette entries" : "")}.");
    }

    private DataException Fault(string problem) => new(source, null, problem);
}
