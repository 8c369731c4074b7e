using System.Buffers.Binary;
using MetaLearn.Episodes;

namespace MetaLearn.Images;

/// <summary>A PNG or JPEG file, told apart by how it begins and not by its name.</summary>
internal static class PictureFile
{
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Size and channels as the file says them, without decoding it; null where it says nothing that can be understood.</summary>
    public static ImageSize? Header(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith(Png) && file.Length > 25)
            return new((int)BinaryPrimitives.ReadUInt32BigEndian(file[20..]), (int)BinaryPrimitives.ReadUInt32BigEndian(file[16..]), file[25] is PngHeader.Grey or PngHeader.GreyAlpha ? 1 : 3);
        if (!JpegDecoder.IsJpeg(file)) return null;
        for (var at = 2; at + 9 < file.Length && file[at] == 0xFF;)
        {
            if (file[at + 1] is >= 0xC0 and <= 0xC2)
                return new(BinaryPrimitives.ReadUInt16BigEndian(file[(at + 5)..]), BinaryPrimitives.ReadUInt16BigEndian(file[(at + 7)..]), file[at + 9]);
            at += file[at + 1] == 0xFF ? 1 : 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
        }
        return null;
    }

    /// <summary>Decodes a file; a JPEG picture is turned upright as its Exif segment says.</summary>
    /// <param name="file">All its bytes.</param>
    /// <param name="name">For messages.</param>
    /// <param name="channels">1 or 3: grey becomes colour by repetition, colour grey by its luma.</param>
    /// <exception cref="DataException">It is neither, or damaged.</exception>
    public static Picture Decode(ReadOnlyMemory<byte> file, string name, int channels)
    {
        if (file.Span.StartsWith(Png)) return PngDecoder.Decode(file, name, channels);
        return JpegDecoder.IsJpeg(file.Span)
            ? ExifOrientation.Upright(WithChannels(JpegDecoder.Decode(file.Span, name), channels), ExifOrientation.Of(file.Span))
            : throw new DataException(name, null, file.Length == 0 ? "The file is empty." : "The file is no PNG and no JPEG picture; those are read.");
    }

    /// <summary>The largest square in the middle; of two middles the upper and the left one.</summary>
    public static Picture Square(Picture picture)
    {
        var (height, width, channels) = picture.Size;
        if (height == width) return picture;
        var side = Math.Min(height, width);
        var (top, left) = ((height - side) / 2, (width - side) / 2);
        var pixels = new byte[side * side * channels];
        for (var row = 0; row < side; row++)
            picture.Pixels.Span.Slice(((top + row) * width + left) * channels, side * channels).CopyTo(pixels.AsSpan(row * side * channels));
        return new(new(side, side, channels), pixels);
    }

    /// <summary>Each number subtracted from 255.</summary>
    public static Picture Inverted(Picture picture)
    {
        var pixels = picture.Pixels.ToArray();
        foreach (ref var value in pixels.AsSpan()) value = (byte)(255 - value);
        return picture with { Pixels = pixels };
    }

    private static Picture WithChannels(Picture picture, int channels)
    {
        if (picture.Size.Channels == channels) return picture;
        var from = picture.Pixels.Span;
        var to = new byte[picture.Size.Height * picture.Size.Width * channels];
        for (var i = 0; i < to.Length; i++) to[i] = channels == 3 ? from[i / 3] : Grey.Of(from[3 * i], from[3 * i + 1], from[3 * i + 2]);
        return new(picture.Size with { Channels = channels }, to);
    }
}
