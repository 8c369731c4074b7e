using System.IO.Compression;
using MetaLearn.Images;

namespace MetaLearn.Tests.Images;

/// <summary>Writes PNG files for tests, as plainly as the format allows.</summary>
internal static class PictureFolder
{
    /// <summary>A PNG of 8 bits: grey or colour, no filter.</summary>
    public static byte[] Png(Picture picture)
    {
        var (height, width, channels) = picture.Size;
        using var raw = new MemoryStream();
        using (var deflate = new ZLibStream(raw, CompressionLevel.Fastest, leaveOpen: true))
            for (var row = 0; row < height; row++)
            {
                deflate.WriteByte(0);
                deflate.Write(picture.Pixels.Span.Slice(row * width * channels, width * channels));
            }
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Chunk(file, "IHDR", [.. Big(width), .. Big(height), 8, (byte)(channels == 1 ? 0 : 2), 0, 0, 0]);
        Chunk(file, "IDAT", raw.ToArray());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>A picture of one value everywhere but at its top left, which is black.</summary>
    public static Picture Plain(int height, int width, int channels, byte value)
    {
        var pixels = new byte[height * width * channels];
        pixels.AsSpan(channels).Fill(value);
        return new(new(height, width, channels), pixels);
    }

    /// <summary>Writes a picture below a folder, with the folders on its way.</summary>
    public static void Write(string folder, string name, byte[] bytes)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!); // A name below a folder.
        File.WriteAllBytes(path, bytes);
    }

    private static byte[] Big(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static void Chunk(Stream file, string type, byte[] body)
    {
        byte[] typed = [.. System.Text.Encoding.ASCII.GetBytes(type), .. body];
        file.Write(Big(body.Length));
        file.Write(typed);
        var crc = uint.MaxValue;
        foreach (var value in typed)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }
        file.Write(Big(unchecked((int)~crc)));
    }
}
