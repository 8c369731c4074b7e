using System.Security.Cryptography;
using System.Text;
using MetaLearn.Images;
using MetaLearn.Tests.Episodes;

namespace MetaLearn.Tests.Images;

public class OmniglotTests
{
    private static readonly Lazy<ImageSet> Loaded = new(() => Omniglot.Load(Path.GetDirectoryName(Path.GetDirectoryName(SharedData.File("omniglot/images_background.zip")))));

    private static string Sha256(params IEnumerable<ReadOnlyMemory<byte>> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts) hash.AppendData(part.Span);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..40];
    }

    [SkippableFact]
    public void Load_gives_1623_characters_of_20_drawings_with_black_ink_as_255()
    {
        SharedData.File("omniglot/images_evaluation.zip");
        var set = Loaded.Value;
        Assert.Equal(new(28, 28, 1), set.Size);
        Assert.Equal(Omniglot.Classes, set.Classes.Count);
        Assert.All(set.Classes, one => Assert.Equal(Omniglot.Drawers, one.Count));
        Assert.Equal("Alphabet_of_the_Magi/character01", set.Classes[0].Name);
        Assert.Equal("images_background/Alphabet_of_the_Magi/character01/0709_02.png", set.Classes[0].Sources[1]);
        Assert.Equal("Angelic/character01", set.Classes[Omniglot.Background].Name);
        var ink = set.Classes.Sum(one => one.Pixels.ToArray().Count(pixel => pixel == 255));
        Assert.Equal(0, set.Classes.Sum(one => one.Pixels.ToArray().Count(pixel => pixel is not (0 or 255))));
        Assert.InRange(ink / (Omniglot.Classes * 20.0 * 784), 0.02, 0.1);
    }

    // Both sums are of Pillow 9.4.0's pixels, put together by a script of its own from the same zips.
    [SkippableFact]
    public void Load_gives_Pillows_nearest_pixels()
    {
        SharedData.File("omniglot/images_evaluation.zip");
        Assert.Equal("a2e0d63df06c22433fe5bda98ec395d3a2ff22af", Sha256(Loaded.Value.Classes.Select(one => one.Pixels)));
        Assert.Equal(Omniglot.Fingerprint, ImageFingerprint.Of(Loaded.Value));
    }

    [SkippableFact]
    public void Load_gives_Pillows_antialiased_pixels()
    {
        SharedData.File("omniglot/images_evaluation.zip");
        var set = Omniglot.Load(Path.GetDirectoryName(Path.GetDirectoryName(SharedData.File("omniglot/images_background.zip"))), resizing: Resizing.Antialiased);
        Assert.Equal("a6b07058267fd9499d2051d49928b8aa5716d41c", Sha256(set.Classes.Select(one => one.Pixels)));
    }

    [Theory]
    [InlineData(OmniglotSplit.Random1100, 1100, 100, 423)]
    [InlineData(OmniglotSplit.Random1200, 1200, 0, 423)]
    [InlineData(OmniglotSplit.Vinyals, 1028, 172, 423)]
    [InlineData(OmniglotSplit.BackgroundEvaluation, 964, 0, 659)]
    public void Split_has_each_character_in_one_part(OmniglotSplit kind, int training, int validation, int test)
    {
        var split = Omniglot.Split(kind);
        Assert.Equal((training, validation, test), (split.Training.Length, split.Validation.Length, split.Test.Length));
        Assert.Equal(Enumerable.Range(0, Omniglot.Classes), split.Training.Concat(split.Validation).Concat(split.Test).Order());
    }

    [Theory]
    [InlineData(OmniglotSplit.Random1100, "d8ccd50415553b733b374490388c7462a3316653")]
    [InlineData(OmniglotSplit.Random1200, "e7ef300be12756a36018ae5fc6672304de642fe6")]
    [InlineData(OmniglotSplit.Vinyals, "a5c7e0a6d2897d7cd49ff50d472f64b13ac6e2b5")]
    public void Split_is_the_same_list_everywhere(OmniglotSplit kind, string fingerprint)
    {
        var split = Omniglot.Split(kind);
        var text = $"{string.Join(',', split.Training)};{string.Join(',', split.Validation)};{string.Join(',', split.Test)}";
        Assert.Equal(fingerprint, Sha256(Encoding.ASCII.GetBytes(text)));
    }

    [Fact]
    public void Random_splits_share_their_test_characters()
    {
        var (a, b) = (Omniglot.Split(OmniglotSplit.Random1100), Omniglot.Split(OmniglotSplit.Random1200));
        Assert.Equal(b.Test.AsEnumerable(), a.Test);
        Assert.Equal(b.Training.AsEnumerable(), a.Training.Concat(a.Validation).Order());
    }
}
