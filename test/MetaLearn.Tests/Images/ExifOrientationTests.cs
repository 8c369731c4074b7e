using MetaLearn.Images;

namespace MetaLearn.Tests.Images;

public sealed class ExifOrientationTests
{
    private static readonly byte[] Stored = File.ReadAllBytes(Path.Combine(GoldenFile.Folder, "jpeg", "baseline-444.jpg"));

    private static readonly Picture Lying = PictureFile.Decode(Stored, "x", 3);

    // What undoes each orientation, in quarter turns clockwise and a mirror before them.
    [Theory]
    [InlineData(1, false, 0)]
    [InlineData(2, true, 0)]
    [InlineData(3, false, 2)]
    [InlineData(4, true, 2)]
    [InlineData(5, true, 3)]
    [InlineData(6, false, 1)]
    [InlineData(7, true, 1)]
    [InlineData(8, false, 3)]
    public void A_photograph_is_turned_upright(int orientation, bool isMirrored, int turns)
    {
        var expected = isMirrored ? Moved(Lying, (y, x, size) => (y, size.Width - 1 - x), turns: false) : Lying;
        for (var i = 0; i < turns; i++) expected = Moved(expected, (y, x, size) => (size.Height - 1 - x, y), turns: true);
        foreach (var isLittle in (ReadOnlySpan<bool>)[true, false])
        {
            var (size, pixels) = PictureFile.Decode(WithExif(orientation, isLittle), "x", 3);
            Assert.Equal(expected.Size, size);
            Assert.Equal(expected.Pixels.ToArray(), pixels.ToArray());
        }
    }

    [Fact]
    public void What_an_Exif_segment_says_in_vain_leaves_the_picture_as_it_is()
    {
        foreach (var orientation in (ReadOnlySpan<int>)[0, 9]) Assert.Equal(1, ExifOrientation.Of(WithExif(orientation, isLittle: true)));
        var whole = WithExif(6, isLittle: true);
        Assert.Equal(6, ExifOrientation.Of(whole));
        // However it is damaged, it is an orientation.
        for (var place = 2; place < 40; place++)
            foreach (var value in (ReadOnlySpan<byte>)[0, 1, 0x7F, 0xFF])
            {
                var damaged = (byte[])whole.Clone();
                damaged[place] = value;
                Assert.InRange(ExifOrientation.Of(damaged), 1, 8);
            }
        for (var length = 0; length < 40; length++) Assert.InRange(ExifOrientation.Of(whole.AsSpan(0, length)), 1, 6);
    }

    private static Picture Moved(Picture picture, Func<int, int, ImageSize, (int Row, int Column)> from, bool turns)
    {
        var (height, width, channels) = picture.Size;
        var size = turns ? new ImageSize(width, height, channels) : picture.Size;
        var pixels = new byte[size.Bytes];
        for (var y = 0; y < size.Height; y++)
            for (var x = 0; x < size.Width; x++)
            {
                var (row, column) = from(y, x, picture.Size);
                picture.Pixels.Span.Slice((row * width + column) * channels, channels).CopyTo(pixels.AsSpan((y * size.Width + x) * channels));
            }
        return new(size, pixels);
    }

    // Two entries, so that the one asked for is not the first.
    private static byte[] WithExif(int orientation, bool isLittle)
    {
        byte[] Number(int value, int bytes)
        {
            var big = new[] { (byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value }[^bytes..];
            if (isLittle) Array.Reverse(big);
            return big;
        }
        byte[] Entry(int tag, int value) => [.. Number(tag, 2), .. Number(3, 2), .. Number(1, 4), .. Number(value, 2), 0, 0];
        byte[] tiff = [.. isLittle ? "II"u8 : "MM"u8, .. Number(42, 2), .. Number(8, 4), .. Number(2, 2), .. Entry(0x0103, 6), .. Entry(0x0112, orientation), .. Number(0, 4)];
        byte[] body = [.. "Exif\0\0"u8, .. tiff];
        return [.. Stored[..2], 0xFF, 0xE1, 0, (byte)(body.Length + 2), .. body, .. Stored[2..]];
    }
}
