using System.IO.Compression;
using MetaLearn.Episodes;
using MetaLearn.Images;
using MetaLearn.Tests.Files;

namespace MetaLearn.Tests.Images;

public sealed class OmniglotArchiveTests : IDisposable
{
    private static readonly byte[] Drawing = PngEncoder.Picture(105, 105, 1, 0, false, _ => 0, (x, y, _) => x == 1 && y == 1 ? 0 : 1);

    private static readonly string[] Characters = ["B/character02", "A/character01"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static Dictionary<string, byte[]> TwoCharacters() => Characters
        .SelectMany((name, i) => Enumerable.Range(1, 20).Select(drawer => $"f/{name}/{i:0000}_{drawer:00}.png")).Reverse().ToDictionary(name => name, _ => Drawing);

    private string Zip(Dictionary<string, byte[]> entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in entries)
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        return folder.FileOf("f.zip", stream.ToArray());
    }

    private List<ImageClass> Read(Dictionary<string, byte[]> entries, int characters = 2) => OmniglotArchive.Read(Zip(entries), "f", characters, 28, Resizing.Nearest);

    private string Problem(Dictionary<string, byte[]> entries, int characters = 2)
        => Assert.Throws<DataException>(() => Read(entries, characters)).Message[folder.File("f.zip").Length..];

    [Fact]
    public void Characters_and_drawers_are_put_in_order_and_ink_becomes_255()
    {
        var classes = Read(TwoCharacters());
        Assert.Equal(["A/character01", "B/character02"], classes.Select(one => one.Name));
        Assert.Equal("f/A/character01/0001_07.png", classes[0].Sources[6]);
        // The pixel under the first centre is the second of its row, the one with ink.
        Assert.Equal(255, classes[0].Pixels.Span[0]);
        Assert.Equal(20 * 255, classes[0].Pixels.ToArray().Sum(pixel => pixel));
    }

    [Fact]
    public void A_missing_drawing_is_named()
    {
        var entries = TwoCharacters();
        entries.Remove("f/B/character02/0000_13.png");
        Assert.Equal(": The entry of 'f/B/character02' by drawer 13 is missing; each character has 20 drawings.", Problem(entries));
    }

    [Theory]
    [InlineData("f/B/character02/0000_21.png")]
    [InlineData("f/B/0000_01.png")]
    [InlineData("g/B/character02/0000_01.png")]
    [InlineData("f/B/character02/notes.txt")]
    public void An_unexpected_entry_is_named(string name)
    {
        var entries = TwoCharacters();
        entries.Add(name, Drawing);
        Assert.Equal($": Entry '{name}' is unexpected; expected f/ALPHABET/CHARACTER/NNNN_DD.png with DD from 01 to 20.", Problem(entries));
    }

    [Fact]
    public void Two_drawings_of_one_drawer_are_refused()
    {
        var entries = TwoCharacters();
        entries.Add("f/B/character02/0009_01.png", Drawing);
        Assert.Equal(": Entries 'f/B/character02/0000_01.png' and 'f/B/character02/0009_01.png' are of one drawer; each draws a character once.", Problem(entries));
    }

    [Fact]
    public void A_wrong_number_of_characters_is_refused() => Assert.Equal(": The zip has 2 characters; expected 3.", Problem(TwoCharacters(), 3));

    [Fact]
    public void A_drawing_of_another_size_is_named()
    {
        var entries = TwoCharacters();
        entries["f/B/character02/0000_05.png"] = PngEncoder.Picture(104, 105, 1, 0, false, _ => 0, (_, _, _) => 1);
        Assert.Equal(": f/B/character02/0000_05.png: The drawing is 105×104; expected 105×105.", Problem(entries));
    }

    [Fact]
    public void What_macOS_adds_is_passed_over()
    {
        var entries = TwoCharacters();
        entries.Add("__MACOSX/f/x", []);
        entries.Add("f/B/.DS_Store", []);
        Assert.Equal(2, Read(entries).Count);
    }
}
