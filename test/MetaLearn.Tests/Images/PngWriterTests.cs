using MetaLearn.Images;

namespace MetaLearn.Tests.Images;

public sealed class PngWriterTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 7, 3)]
    [InlineData(28, 28, 1)]
    [InlineData(31, 17, 3)]
    public void What_is_written_is_read_back_to_the_same_pixels(int height, int width, int channels)
    {
        var size = new ImageSize(height, width, channels);
        var pixels = new byte[size.Bytes];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)(i * i * 31 + i * 7);
        var read = PngDecoder.Decode(PngWriter.Write(new(size, pixels)), "written", channels);
        Assert.Equal(size, read.Size);
        Assert.Equal(pixels, read.Pixels.ToArray());
    }

    [Fact]
    public void Numbers_of_a_picture_become_its_bytes_again()
    {
        var images = MadeImages.Of(16, 16, 1, 1);
        var every = images.Numbers(0, 0);
        Assert.Equal(images.Pixels(0, 0).ToArray(), PictureFloats.Read(every, images.Size).Pixels.ToArray());
    }
}
