using System.Buffers.Binary;
using System.IO.Compression;
using MetaLearn.Episodes;
using MetaLearn.Images;
using MetaLearn.Tests.Files;

namespace MetaLearn.Tests.Images;

public sealed class ImageZipTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Zip(params (string Name, byte[] Content)[] entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        return folder.FileOf("a.zip", stream.ToArray());
    }

    private static string Problem(string path, long largest = 100) => Assert.Throws<DataException>(() => ImageZip.Read(path, _ => true, largest)).Message[path.Length..];

    [Fact]
    public void Read_gives_the_wanted_files_and_passes_over_folders()
    {
        var path = Zip(("b/", []), ("b/2", [2, 2]), ("no", [9]), ("a", [1]));
        var files = ImageZip.Read(path, name => name != "no");
        Assert.Equal(["b/2", "a"], files.Select(file => file.Name));
        Assert.Equal([2, 2], files[0].Content);
    }

    [Theory]
    [InlineData("../a.png", "leads out of the zip's folder")]
    [InlineData("a/../../b.png", "leads out of the zip's folder")]
    [InlineData("/etc/a.png", "has an absolute path")]
    [InlineData("C:/a.png", "has an absolute path")]
    [InlineData("a\\b.png", "has a backslash in its path")]
    public void Entries_that_escape_are_refused(string name, string reason)
        => Assert.Equal($": Entry '{name}' {reason}; expected a path inside the zip.", Problem(Zip((name, [1]))));

    [Fact]
    public void An_entry_that_is_there_twice_is_refused() => Assert.Equal(": Entry 'a' is there twice; names must differ.", Problem(Zip(("a", [1]), ("a", [2]))));

    [Fact]
    public void An_entry_that_says_too_much_is_refused()
        => Assert.Equal(": Entry 'a' says that it unpacks to 101 bytes; at most 100 are read.", Problem(Zip(("a", new byte[101]))));

    [Fact]
    public void An_entry_that_unpacks_to_more_or_less_than_it_says_is_refused()
    {
        // The framework stops where the entry says that it ends; the checksum tells.
        Assert.Equal(": The checksum of entry 'a' is wrong; the zip is damaged.", Problem(Saying(50)));
        Assert.Equal(": Entry 'a' unpacks to fewer than the 6000 bytes that it says.", Problem(Saying(6000), largest: 6000));
    }

    // A zip of one entry of 5000 bytes that says another number.
    private string Saying(int length)
    {
        var path = Zip(("a", new byte[5000]));
        var bytes = File.ReadAllBytes(path);
        // The directory at the end says the size, 24 bytes into its entry.
        var entry = bytes.AsSpan().LastIndexOf("PK\x01\x02"u8);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(entry + 24), length);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    [Fact]
    public void Entries_that_together_say_too_much_are_refused()
    {
        var path = Zip([.. Enumerable.Range(0, 20).Select(i => ($"{i}", new byte[10_000]))]);
        var most = 50_000 + 8 * new FileInfo(path).Length;
        var failure = Assert.Throws<DataException>(() => ImageZip.Read(path, _ => true, allowance: 50_000));
        var first = (int)(most / 10_000);
        Assert.Equal($"{path}: The entries up to '{first}' say that they unpack to {(first + 1) * 10_000} bytes together; at most {most} are read of a zip of this length.", failure.Message);
        // What is not wanted is not counted.
        Assert.Equal(2, ImageZip.Read(path, name => name.StartsWith('7') || name == "1", allowance: 50_000).Count);
    }

    [Fact]
    public void A_damaged_entry_is_refused()
    {
        var path = Zip(("a", [1, 2, 3, 4, 5, 6, 7, 8]));
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.AsSpan().IndexOf("PK\x01\x02"u8) + 16] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Equal(": The checksum of entry 'a' is wrong; the zip is damaged.", Problem(path));
    }

    [Fact]
    public void An_open_zip_holds_no_contents_and_is_read_from_many_threads()
    {
        const int count = 40, length = 200_000;
        var contents = Enumerable.Range(0, count).Select(i => Enumerable.Range(0, length).Select(k => (byte)(k * (2 * i + 1) >> 7 ^ k)).ToArray()).ToArray();
        var path = Zip([.. contents.Select((content, i) => ($"{i}.png", content))]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var files = PictureFiles.In(path);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, count * length / 10);
        var read = new byte[2 * count][];
        Parallel.For(0, read.Length, new() { MaxDegreeOfParallelism = 8 }, i => read[i] = files.Files.Single(file => file.Name == $"{i % count}.png").Read());
        for (var i = 0; i < read.Length; i++) Assert.True(contents[i % count].AsSpan().SequenceEqual(read[i]), $"entry {i % count}");
    }

    [Theory]
    [InlineData(8)]
    [InlineData(null)]
    public void A_damaged_picture_in_a_zip_is_refused_or_left_out_if_that_is_asked_for(int? side)
    {
        var png = PictureFolder.Png(PictureFolder.Plain(8, 8, 1, 77));
        var path = Zip(("a/1.png", png), ("a/2.png", png), ("a/3.png", png));
        var bytes = File.ReadAllBytes(path);
        // The checksum of the second, in the directory at the end.
        var second = bytes.AsSpan().IndexOf("PK\x01\x02"u8) + 46 + "a/1.png".Length;
        bytes[second + 16] ^= 1;
        File.WriteAllBytes(path, bytes);
        var reading = new PictureReading { Side = side, Channels = 1 };
        Assert.Equal($"{path}: The checksum of entry 'a/2.png' is wrong; the zip is damaged.", Assert.Throws<DataException>(() => ImageFolder.Read(path, reading)).Message);
        var folderRead = ImageFolder.Read(path, reading with { SkipsUnreadable = true });
        Assert.Equal(2, Assert.Single(folderRead.Images.Classes).Count);
        Assert.Contains("1 of 3 pictures could not be read", Assert.Single(folderRead.Warnings), StringComparison.Ordinal);
        // The zip is closed again: nothing holds it.
        File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
    }

    [Fact]
    public void What_is_no_zip_is_refused() => Assert.StartsWith(": The zip is damaged or cut off, or is none", Problem(folder.FileOf("a.zip", [1, 2, 3])), StringComparison.Ordinal);
}
