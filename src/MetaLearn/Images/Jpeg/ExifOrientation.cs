using System.Buffers.Binary;

namespace MetaLearn.Images;

/// <summary>How a camera was held, as a JPEG file's Exif segment has it (CIPA DC-008, tag 274): 1 to 8, where 1 is upright.</summary>
internal static class ExifOrientation
{
    private const int Tag = 0x0112, Entry = 12;

    /// <summary>What the file says; 1 where it says nothing, or nothing that can be understood.</summary>
    public static int Of(ReadOnlySpan<byte> file)
    {
        for (var at = 2; at + 4 <= file.Length && file[at] == 0xFF && file[at + 1] != 0xDA;)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (length < 2 || at + 2 + length > file.Length) return 1;
            var body = file.Slice(at + 4, length - 2);
            if (file[at + 1] == 0xE1 && body.StartsWith("Exif\0\0"u8)) return OfTiff(body[6..]);
            at += 2 + length;
        }
        return 1;
    }

    /// <summary>The picture as it was seen: turned and mirrored.</summary>
    /// <param name="picture">As it is stored.</param>
    /// <param name="orientation">1 to 8.</param>
    public static Picture Upright(Picture picture, int orientation)
    {
        if (orientation == 1) return picture;
        var ((height, width, channels), lies) = (picture.Size, orientation >= 5);
        var (isUpsideDown, isMirrored) = (orientation is 3 or 4 or 6 or 7, orientation is 2 or 3 or 7 or 8);
        var size = lies ? new ImageSize(width, height, channels) : picture.Size;
        var from = picture.Pixels.Span;
        var to = new byte[size.Bytes];
        for (var i = 0; i < height * width; i++)
        {
            var (y, x) = (i / size.Width, i % size.Width);
            var (row, column) = lies ? (x, y) : (y, x);
            if (isUpsideDown) row = height - 1 - row;
            if (isMirrored) column = width - 1 - column;
            from.Slice((row * width + column) * channels, channels).CopyTo(to.AsSpan(i * channels));
        }
        return new(size, to);
    }

    // The first directory's entries: tag, type, count, value.
    private static int OfTiff(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8 || !(tiff.StartsWith("II"u8) || tiff.StartsWith("MM"u8))) return 1;
        var isLittle = tiff[0] == (byte)'I';
        int Short(ReadOnlySpan<byte> bytes) => isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
        var directory = isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (directory + 2L > tiff.Length) return 1;
        var entries = tiff[((int)directory + 2)..];
        for (var left = Short(tiff[(int)directory..]); left > 0 && entries.Length >= Entry; left--, entries = entries[Entry..])
            if (Short(entries) == Tag) return Short(entries[8..]) is >= 1 and <= 8 and var found ? found : 1;
        return 1;
    }
}
