using MetaLearn.Files;

namespace MetaLearn.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Replaces_the_file_and_leaves_nothing_else()
    {
        var path = folder.FileOf("a.txt", "a longer old text"u8);
        AtomicFile.Write(path, stream => stream.Write("new"u8));
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void The_old_file_survives_a_writer_that_throws_half_way()
    {
        var path = folder.FileOf("a.txt", "old"u8);
        var thrown = Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[1 << 20]);
            throw new InvalidOperationException("half-way");
        }));
        Assert.Equal("half-way", thrown.Message);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [SkippableTheory]
    [InlineData(10)]
    [InlineData(1 << 20)]
    public void The_old_file_survives_a_full_disk(int bytes)
    {
        Skip.IfNot(File.Exists("/dev/full"), "Linux has a device that is always full; this system has none.");
        var path = folder.FileOf("a.txt", "old"u8);
        File.CreateSymbolicLink(path + ".tmp", "/dev/full");
        var thrown = Assert.Throws<IOException>(() => AtomicFile.Write(path, stream => stream.Write(new byte[bytes])));
        Assert.StartsWith($"{path}: could not be saved, what was there before is unchanged (No space left on device", thrown.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_second_writer_of_the_same_file_is_refused_and_does_not_disturb_the_first()
    {
        var path = folder.File("a.txt");
        AtomicFile.Write(path, stream =>
        {
            stream.Write("first"u8);
            Assert.Throws<IOException>(() => AtomicFile.Write(path, second => second.Write("second"u8)));
        });
        Assert.Equal("first", File.ReadAllText(path));
    }

    [Fact]
    public void A_missing_folder_is_named()
        => Assert.Contains("none", Assert.Throws<IOException>(() => AtomicFile.Write(folder.File("none/a.txt"), _ => { })).Message, StringComparison.Ordinal);
}
