using System.Security.Cryptography;
using MetaLearn.Episodes;
using MetaLearn.Images;
using MetaLearn.Tests.Episodes;

namespace MetaLearn.Tests.Images;

public sealed class JpegDecoderTests
{
    // Our own picture of 37×29, coded and decoded by libjpeg-turbo 2.1.5 with default settings: the first 16 bytes of SHA-256 of its pixels.
    public static TheoryData<string, int, string> Coded { get; } = new()
    {
        { "baseline-420", 3, "5eab01499a6d38524ba385eef6600a3b" },
        { "baseline-422-restart", 3, "dec97b0c3465b4940012fe27f82fcebb" },
        { "baseline-440", 3, "10ad63a5ffbb7922156b4b75d2fa29c9" },
        { "baseline-411", 3, "210cbe521f9b4b29fe4e9a973a8748f2" },
        { "baseline-444", 3, "3c9781a14c95279ed46a5f5c4aab9ca1" },
        { "baseline-rgb", 3, "bedb66c00646bdd8fbef845067a39cd9" },
        { "baseline-grey", 1, "5e4e6b45e4c6a3e72a2bf2f2d873564b" },
        { "progressive-420", 3, "5eab01499a6d38524ba385eef6600a3b" },
        { "progressive-422-restart", 3, "ea05c2ffd0263e40572a1955028ae747" },
        { "progressive-grey", 1, "d6cb0b988c224d452a033691cc37334c" },
    };

    private static readonly string[] Both = ["baseline-422-restart", "progressive-420"];

    [Theory]
    [MemberData(nameof(Coded))]
    public void Pixels_are_those_of_the_reference_decoder(string name, int channels, string hash)
    {
        var (size, pixels) = JpegDecoder.Decode(Bytes(name), name);
        Assert.Equal(new ImageSize(29, 37, channels), size);
        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(pixels.Span))[..32]);
    }

    [SkippableFact]
    public void Pictures_of_tiny_imagenet_are_those_of_the_reference_decoder()
    {
        var folder = Path.GetDirectoryName(SharedData.File("tiny-imagenet-fewshot/jpeg_reference/n01443537_0.rgb"))!; // Of a file.
        var pictures = Directory.GetFiles(folder, "*.JPEG");
        Assert.Equal(8, pictures.Length);
        foreach (var picture in pictures)
        {
            var (size, pixels) = JpegDecoder.Decode(File.ReadAllBytes(picture), picture);
            Assert.Equal((64, 64), (size.Height, size.Width));
            var expected = File.ReadAllBytes(Path.ChangeExtension(picture, ".rgb"));
            Assert.Equal(expected, size.Channels == 3 ? pixels.ToArray() : [.. pixels.ToArray().SelectMany(grey => Enumerable.Repeat(grey, 3))]);
        }
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused_in_a_sentence()
    {
        foreach (var name in Both)
        {
            var whole = Bytes(name);
            for (var length = 0; length < whole.Length; length++)
            {
                var failure = Assert.Throws<DataException>(() => JpegDecoder.Decode(whole.AsSpan(0, length), "cut.jpg"));
                Assert.StartsWith("cut.jpg: The JPEG picture cannot be read: ", failure.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_damaged_file_gives_a_picture_or_a_sentence_and_nothing_else()
    {
        foreach (var name in Both)
        {
            var whole = Bytes(name);
            for (var place = 2; place < whole.Length; place++)
                foreach (var value in (ReadOnlySpan<byte>)[0, 1, 0x7F, 0xFF])
                {
                    var damaged = (byte[])whole.Clone();
                    damaged[place] = value;
                    // Sizes of tens of megapixels are refused elsewhere; here they would only take time.
                    if (IsHuge(damaged)) continue;
                    try
                    {
                        var (size, pixels) = JpegDecoder.Decode(damaged, name);
                        Assert.Equal(size.Bytes, pixels.Length);
                    }
                    catch (DataException failure)
                    {
                        Assert.Contains(name, failure.Message, StringComparison.Ordinal);
                    }
                }
        }
    }

    [Theory]
    [InlineData(0, 0xC9, "arithmetically coded")]
    [InlineData(3, 12, "12 bits")]
    [InlineData(8, 4, "4 components")]
    public void Kinds_that_are_not_read_are_named(int place, byte value, string what)
    {
        var file = Bytes("baseline-420");
        // The frame: marker, length, bits, height, width, components.
        var frame = file.AsSpan().IndexOf<byte>([0xFF, 0xC0]) + 1;
        file[frame + place] = value;
        Assert.Contains(what, Assert.Throws<DataException>(() => JpegDecoder.Decode(file, "x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_size_beyond_the_limit_and_one_of_nothing_are_refused_before_anything_is_made()
    {
        foreach (var (height, width, what) in new[] { (0xFFFF, 0xFFFF, "65535×65535 pixels; at most 67,108,864"), (0, 37, "37×0 pixels"), (29, 0, "0×29 pixels") })
            Assert.Contains(what, Problem(Sized("baseline-420", height, width)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("baseline-grey")]
    [InlineData("progressive-420")]
    public void A_size_that_the_file_is_too_small_for_is_refused_before_anything_is_made(string name)
    {
        var file = Sized(name, 8192, 8192);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains($"its {file.Length} bytes cannot hold 8192×8192 pixels", Problem(file), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Theory]
    [InlineData("baseline-grey", "it has no pixels.")]
    [InlineData("baseline-444", "it has no pixels.")]
    [InlineData("progressive-420", "it has no pixels.")]
    public void A_file_without_a_scan_is_no_picture(string name, string what)
    {
        var file = Bytes(name);
        Assert.EndsWith(what, Problem([.. file[..file.AsSpan().IndexOf<byte>([0xFF, 0xDA])], 0xFF, 0xD9]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_colour_whose_scan_is_missing_is_named()
    {
        var grey = Bytes("baseline-grey");
        var frame = grey.AsSpan().IndexOf<byte>([0xFF, 0xC0]);
        // The frame of a grey picture with two colours more, of which nothing follows.
        byte[] frameOfThree = [0xFF, 0xC0, 0, 17, .. grey[(frame + 4)..(frame + 9)], 3, .. grey[(frame + 10)..(frame + 13)], 0x72, 0x11, 0, 0x73, 0x11, 0];
        Assert.EndsWith($"it has no pixels of its component {0x72}.", Problem([.. grey[..frame], .. frameOfThree, .. grey[(frame + 13)..]]), StringComparison.Ordinal);
    }

    private static bool IsHuge(byte[] file)
    {
        for (var i = 0; i + 8 < file.Length; i++)
            if (file[i] == 0xFF && file[i + 1] is 0xC0 or 0xC1 or 0xC2 && ((file[i + 5] << 8) | file[i + 6]) * (long)((file[i + 7] << 8) | file[i + 8]) > 100_000) return true;
        return false;
    }

    private static string Problem(byte[] file) => Assert.Throws<DataException>(() => JpegDecoder.Decode(file, "x")).Message;

    private static byte[] Sized(string name, int height, int width)
    {
        var file = Bytes(name);
        var frame = file.AsSpan().IndexOf<byte>([0xFF, name.StartsWith("progressive", StringComparison.Ordinal) ? (byte)0xC2 : (byte)0xC0]) + 1;
        (file[frame + 4], file[frame + 5], file[frame + 6], file[frame + 7]) = ((byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width);
        return file;
    }

    private static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(GoldenFile.Folder, "jpeg", $"{name}.jpg"));
}
