using System.Security.Cryptography;
using MetaLearn.Images;

namespace MetaLearn.Tests.Images;

public class ImageResizeTests
{
    private static readonly Picture Small = new(new(5, 7, 3), Enumerable.Range(0, 105).Select(i => (byte)(i * i * 37 + i * 11)).ToArray());

    private static byte[] Line(int from, int to, Resizing resizing = Resizing.Nearest)
        => ImageResize.To(new(new(1, from, 1), Enumerable.Range(0, from).Select(i => (byte)i).ToArray()), 1, to, resizing).Pixels.ToArray();

    [Fact]
    public void Nearest_takes_the_pixel_under_the_centre()
        => Assert.Equal([1, 5, 9, 13, 16, 20, 24, 28, 31, 35, 39, 43, 46, 50, 54, 58, 61, 65, 69, 73, 76, 80, 84, 88, 91, 95, 99, 103], Line(105, 28));

    // Centres 5, 15 and so on fall between two pixels of 20; Pillow 9.4.0 gives this.
    [Fact]
    public void Nearest_rounds_as_Pillow_where_a_centre_falls_between_pixels() => Assert.Equal([1, 5, 8, 11, 15, 18], Line(20, 6));

    // Pillow 9.4.0, the same colours and sizes.
    [Fact]
    public void Antialiased_gives_Pillows_pixels()
        => Assert.Equal([107, 123, 162, 96, 121, 155, 141, 176, 141, 117, 134, 123, 73, 72, 117, 133, 119, 120], ImageResize.To(Small, 2, 3, Resizing.Antialiased).Pixels.ToArray());

    // The first 16 digits of SHA-256 of what Pillow 9.4.0 gives: shrunk, grown, one side kept, one grown and one kept.
    [Theory]
    [InlineData(3, 2, Resizing.Antialiased, "5b8446fea6508be6")]
    [InlineData(10, 8, Resizing.Antialiased, "75a5ed573c7911d1")]
    [InlineData(7, 3, Resizing.Antialiased, "a1cfebcde69d6968")]
    [InlineData(4, 5, Resizing.Antialiased, "ba4c7173954bd02c")]
    [InlineData(3, 2, Resizing.Nearest, "0f337ab7fa37ecdc")]
    [InlineData(10, 8, Resizing.Nearest, "60ee1e63c641c95f")]
    [InlineData(7, 3, Resizing.Nearest, "e5b94417d4bced4a")]
    [InlineData(4, 5, Resizing.Nearest, "526856cd55ef46f0")]
    public void Colours_and_sizes_agree_with_Pillow(int width, int height, Resizing resizing, string sum)
        => Assert.Equal(sum, Convert.ToHexStringLower(SHA256.HashData(ImageResize.To(Small, height, width, resizing).Pixels.Span))[..16]);

    [Theory]
    [InlineData(Resizing.Nearest)]
    [InlineData(Resizing.Antialiased)]
    public void A_picture_of_one_colour_stays_so(Resizing resizing)
        => Assert.All(ImageResize.To(new(new(9, 5, 1), Enumerable.Repeat((byte)201, 45).ToArray()), 4, 11, resizing).Pixels.ToArray(), pixel => Assert.Equal(201, pixel));

    [Fact]
    public void The_same_size_is_the_same_picture() => Assert.Equal(Small, ImageResize.To(Small, 5, 7, Resizing.Antialiased));

    [Fact]
    public void A_size_of_nothing_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => ImageResize.To(Small, 0, 7, Resizing.Nearest));
}
