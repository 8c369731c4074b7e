using System.Buffers.Binary;
using MetaLearn.Episodes;

namespace MetaLearn.Images;

/// <summary>What a PNG's first chunk says of its pixels; valid from construction on (PNG specification, section 11.2.1).</summary>
internal sealed class PngHeader
{
    public const int Grey = 0, Colour = 2, Indexed = 3, GreyAlpha = 4, ColourAlpha = 6;

    public PngHeader(ReadOnlySpan<byte> chunk, string source, int maximumPixels)
    {
        DataException Fault(string problem) => new(source, null, problem);
        if (chunk.Length != 13) throw Fault($"The PNG's header has {chunk.Length} bytes; expected 13.");
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(chunk), BinaryPrimitives.ReadUInt32BigEndian(chunk[4..]));
        if (width == 0 || height == 0) throw Fault($"The picture is {width} pixels wide and {height} high; expected at least 1 of each.");
        if ((ulong)width * height > (ulong)maximumPixels)
            throw Fault($"The picture is {width} pixels wide and {height} high, {(ulong)width * height} in all; at most {maximumPixels} are read.");
        (Width, Height, Depth, Type) = ((int)width, (int)height, chunk[8], chunk[9]);
        var allowed = Type switch
        {
            Grey => Depth is 1 or 2 or 4 or 8 or 16,
            Indexed => Depth is 1 or 2 or 4 or 8,
            Colour or GreyAlpha or ColourAlpha => Depth is 8 or 16,
            _ => throw Fault($"The PNG's colour type is {Type}; expected 0, 2, 3, 4 or 6."),
        };
        if (!allowed) throw Fault($"The PNG has {Depth} bits a sample, which colour type {Type} does not allow.");
        if (chunk[10] != 0) throw Fault($"The PNG's compression method is {chunk[10]}; expected 0.");
        if (chunk[11] != 0) throw Fault($"The PNG's filter method is {chunk[11]}; expected 0.");
        if (chunk[12] > 1) throw Fault($"The PNG's interlace method is {chunk[12]}; expected 0 or 1.");
        Interlaced = chunk[12] == 1;
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Bits a sample.</summary>
    public int Depth { get; }

    /// <summary>One of the constants.</summary>
    public int Type { get; }

    /// <summary>In seven passes (Adam7).</summary>
    public bool Interlaced { get; }

    private int BitsPerPixel => Depth * Type switch { Colour => 3, GreyAlpha => 2, ColourAlpha => 4, _ => 1 };

    /// <summary>How far back a filter's left neighbour lies, in bytes.</summary>
    public int FilterDistance => Math.Max(1, BitsPerPixel / 8);

    /// <summary>The passes that have pixels.</summary>
    public IEnumerable<PngPass> Passes => Interlaced ? PngPass.Adam7(Width, Height) : [new(0, 0, 1, 1, Width, Height)];

    /// <summary>Bytes of one filtered row, without the byte that names the filter.</summary>
    public int RowBytes(int pixels) => checked((int)(((long)pixels * BitsPerPixel + 7) / 8));

    /// <summary>Bytes of all rows with their filter bytes.</summary>
    public long TotalBytes => Passes.Sum(pass => (long)pass.Height * (1 + RowBytes(pass.Width)));
}

/// <summary>The pixels of one pass: the first one's place, the steps between them, and how many there are.</summary>
internal readonly record struct PngPass(int X, int Y, int StepX, int StepY, int Width, int Height)
{
    private static readonly (int X, int Y, int StepX, int StepY)[] Seven = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    public static IEnumerable<PngPass> Adam7(int width, int height)
        => Seven.Select(p => new PngPass(p.X, p.Y, p.StepX, p.StepY, (width - p.X + p.StepX - 1) / p.StepX, (height - p.Y + p.StepY - 1) / p.StepY))
            .Where(pass => pass is { Width: > 0, Height: > 0 });
}
