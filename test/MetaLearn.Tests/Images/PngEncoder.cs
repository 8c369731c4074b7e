using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MetaLearn.Tests.Images;

/// <summary>Writes PNGs of every kind, and chunk by chunk, so that tests can also write wrong ones.</summary>
internal static class PngEncoder
{
    private static readonly (int X, int Y, int StepX, int StepY)[] Passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    public static byte[] Signature { get; } = [137, 80, 78, 71, 13, 10, 26, 10];

    public static byte[] End { get; } = Chunk("IEND");

    public static byte[] Header(uint width, uint height, int depth, int type, int interlace = 0, int compression = 0, int filter = 0)
    {
        var content = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(content, width);
        BinaryPrimitives.WriteUInt32BigEndian(content.AsSpan(4), height);
        (content[8], content[9], content[10], content[11], content[12]) = ((byte)depth, (byte)type, (byte)compression, (byte)filter, (byte)interlace);
        return Chunk("IHDR", content);
    }

    public static byte[] Chunk(string name, params byte[] content)
    {
        var chunk = new byte[12 + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        Encoding.ASCII.GetBytes(name, chunk.AsSpan(4));
        content.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + content.Length), Checksum(chunk.AsSpan(4, 4 + content.Length)));
        return chunk;
    }

    public static byte[] Pixels(params byte[] rows)
    {
        using var stream = new MemoryStream();
        using (var zlib = new ZLibStream(stream, CompressionLevel.Fastest, leaveOpen: true)) zlib.Write(rows);
        return Chunk("IDAT", stream.ToArray());
    }

    public static int Samples(int type) => type switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    /// <summary>A whole picture; row k of each pass has filter <c>filter(k)</c>.</summary>
    public static byte[] Picture(int width, int height, int depth, int type, bool interlaced, Func<int, int> filter, Func<int, int, int, int> sample, params byte[][] before)
    {
        var rows = new List<byte>();
        foreach (var (left, top, stepX, stepY) in interlaced ? Passes : [(0, 0, 1, 1)])
        {
            int[] columns = [.. Every(left, width, stepX)];
            if (columns.Length == 0) continue;
            var above = new byte[(columns.Length * Samples(type) * depth + 7) / 8];
            var k = 0;
            foreach (var y in Every(top, height, stepY))
            {
                var row = Pack([.. columns.SelectMany(x => Enumerable.Range(0, Samples(type)).Select(one => sample(x, y, one)))], depth);
                rows.Add((byte)filter(k));
                rows.AddRange(Filter(filter(k++), row, above, Math.Max(1, Samples(type) * depth / 8)));
                above = row;
            }
        }
        return [.. Signature, .. Header((uint)width, (uint)height, depth, type, interlaced ? 1 : 0), .. before.SelectMany(one => one), .. Pixels([.. rows]), .. End];
    }

    private static IEnumerable<int> Every(int first, int end, int step)
    {
        for (var i = first; i < end; i += step) yield return i;
    }

    private static byte[] Pack(int[] samples, int depth)
    {
        if (depth == 16) return [.. samples.SelectMany(one => new[] { (byte)(one >> 8), (byte)one })];
        var bytes = new byte[(samples.Length * depth + 7) / 8];
        for (var i = 0; i < samples.Length; i++) bytes[i * depth / 8] |= (byte)(samples[i] << (8 - depth - i * depth % 8));
        return bytes;
    }

    private static IEnumerable<byte> Filter(int filter, byte[] row, byte[] above, int distance) => row.Select((value, i) =>
    {
        var (left, corner) = i < distance ? (0, 0) : (row[i - distance], above[i - distance]);
        return (byte)(value - (filter switch { 1 => left, 2 => above[i], 3 => (left + above[i]) / 2, 4 => Nearest(left, above[i], corner), _ => 0 }));
    });

    private static int Nearest(int left, int above, int corner) => new[] { left, above, corner }.MinBy(one => Math.Abs(left + above - corner - one));

    private static uint Checksum(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var one in data)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0xEDB88320u & (uint)-(int)(crc & 1));
        }
        return ~crc;
    }
}
