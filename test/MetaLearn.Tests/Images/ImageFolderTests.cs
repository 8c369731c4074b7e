using System.IO.Compression;
using MetaLearn.Episodes;
using MetaLearn.Images;
using MetaLearn.Tests.Files;

namespace MetaLearn.Tests.Images;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Root => folder.File("pictures");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_folder_is_a_class_and_its_files_are_its_pictures_in_ordinal_order()
    {
        Write("dog/b.png", 12, 12, 1, 20);
        Write("dog/a.PNG", 12, 12, 1, 10);
        Write("cat/x.png", 12, 12, 1, 30);
        Write("dog/.hidden.png", 12, 12, 1, 40);
        var read = ImageFolder.Read(Root);
        Assert.Equal(["cat", "dog"], read.Images.Classes.Select(one => one.Name));
        Assert.Equal(new ImageSize(12, 12, 1), read.Images.Size);
        Assert.Equal((10, 20), (read.Images.Pixels(1, 0)[5], read.Images.Pixels(1, 1)[5]));
        Assert.EndsWith(Path.Combine("dog", "a.PNG"), read.Images.Classes[1].Sources[0], StringComparison.Ordinal);
        Assert.Null(read.Split);
        Assert.Empty(read.Warnings);
    }

    [Fact]
    public void A_zip_reads_as_the_folder_it_was_made_of()
    {
        Write("dog/a.png", 9, 9, 1, 10);
        Write("cat/x.png", 9, 9, 1, 30);
        ZipFile.CreateFromDirectory(Root, folder.File("all.zip"));
        var zipped = ImageFolder.Read(folder.File("all.zip")).Images;
        Assert.Equal(ImageFolder.Read(Root).Images.Classes.Select(one => (one.Name, Convert.ToHexString(one.Pixels.Span))), zipped.Classes.Select(one => (one.Name, Convert.ToHexString(one.Pixels.Span))));
    }

    [Fact]
    public void Folders_of_train_val_and_test_say_what_is_for_what()
    {
        foreach (var name in (ReadOnlySpan<string>)["train/a/1.png", "train/b/1.png", "val/c/1.png", "test/d/1.png", "test/e/1.png"]) Write(name, 8, 8, 1, 9);
        var read = ImageFolder.Read(Root);
        Assert.Equal(["a", "b", "c", "d", "e"], read.Images.Classes.Select(one => one.Name));
        var split = Assert.IsType<ImageClassSplit>(read.Split);
        Assert.Equal([0, 1], split.Training.AsSpan());
        Assert.Equal([2], split.Validation.AsSpan());
        Assert.Equal([3, 4], split.Test.AsSpan());
        Write("test/a/1.png", 8, 8, 1, 9);
        Assert.Contains("Class 'a' is in the folders of", Assert.Throws<DataException>(() => ImageFolder.Read(Root)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_beside_the_folders_of_train_and_test_is_named_and_not_taken_for_a_class_of_all_parts()
    {
        foreach (var name in (ReadOnlySpan<string>)["train/a/1.png", "test/a/1.png", "old/c/1.png"]) Write(name, 8, 8, 1, 9);
        Assert.EndsWith($"{Path.Combine("old", "c", "1.png")}: The picture lies in no class's folder of train, val or test, which part the classes; move it into one, or rename those folders.",
            Assert.Throws<DataException>(() => ImageFolder.Read(Root)).Message, StringComparison.Ordinal);
        Directory.Delete(Path.Combine(Root, "old"), recursive: true);
        Write("train/loose.png", 8, 8, 1, 9);
        Assert.Contains("loose.png: The picture lies in no class's folder of train", Assert.Throws<DataException>(() => ImageFolder.Read(Root)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_may_be_called_train_where_nothing_is_called_test()
    {
        foreach (var name in (ReadOnlySpan<string>)["train/steam/1.png", "bus/red/1.png"]) Write(name, 8, 8, 1, 9);
        var read = ImageFolder.Read(Root);
        Assert.Equal(["bus/red", "train/steam"], read.Images.Classes.Select(one => one.Name));
        Assert.Null(read.Split);
    }

    [Theory]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(UnauthorizedAccessException))]
    public void A_file_that_fails_as_it_is_read_is_named(Type kind)
    {
        var failing = new PictureFiles("own", [("a/1.png", () => throw (Exception)Activator.CreateInstance(kind, "Access is denied.")!)], 0); // Both have such a constructor.
        Assert.Equal("own: a/1.png: The file cannot be read (Access is denied).", Assert.Throws<DataException>(() => PictureReader.Read(failing, new())).Message);
    }

    [Theory]
    [InlineData(1, 12, 12)]
    [InlineData(1, 200, 28)]
    [InlineData(3, 200, 84)]
    [InlineData(3, 64, 64)]
    public void The_commonest_size_stands_if_it_is_small_and_square_and_the_others_are_brought_to_it(int channels, int common, int expected)
    {
        Write("a/1.png", common, common, channels, 9);
        Write("a/2.png", common, common, channels, 9);
        var other = new byte[30 * 50 * channels];
        for (var i = 0; i < other.Length; i++) other[i] = (byte)(i / (50 * channels) * 8);
        PictureFolder.Write(Root, "a/3.png", PictureFolder.Png(new(new(30, 50, channels), other)));
        var images = ImageFolder.Read(Root).Images;
        Assert.Equal(new ImageSize(expected, expected, channels), images.Size);
        // 9 everywhere but at the corner, which is black.
        Assert.Equal([9], images.Pixels(0, 1)[(images.Size.Bytes / 2)..].ToArray().Distinct());
        // Rows that grow lighter, 8 a row of 30: on the way from the first to the last whatever the size, and the same along a row.
        for (var row = 0; row < expected; row++)
        {
            var line = images.Pixels(0, 2).Slice(row * expected * channels, expected * channels).ToArray();
            Assert.Single(line.Distinct());
            Assert.Equal(Math.Clamp(((row + 0.5) * 30 / expected - 0.5) * 8, 0, 29 * 8), line[0], 4.0);
        }
    }

    [Fact]
    public void Pictures_that_are_not_square_are_cut_in_the_middle_or_squashed()
    {
        var pixels = Enumerable.Range(0, 4 * 2).Select(i => (byte)(10 * i)).ToArray();
        PictureFolder.Write(Root, "a/1.png", PictureFolder.Png(new(new(2, 4, 1), pixels)));
        Assert.Equal([10, 20, 50, 60], ImageFolder.Read(Root, new() { Side = 2 }).Images.Pixels(0, 0).ToArray());
        Assert.NotEqual([10, 20, 50, 60], ImageFolder.Read(Root, new() { Side = 2, Squashes = true }).Images.Pixels(0, 0).ToArray());
    }

    [Fact]
    public void Grey_becomes_colour_where_any_picture_has_colour_unless_channels_are_given()
    {
        Write("a/1.png", 8, 8, 1, 77);
        Write("a/2.png", 8, 8, 3, 99);
        var colour = ImageFolder.Read(Root).Images;
        Assert.Equal(3, colour.Size.Channels);
        Assert.Equal([77, 77, 77], colour.Pixels(0, 0)[^3..].ToArray());
        Assert.Equal(99, ImageFolder.Read(Root, new() { Channels = 1 }).Images.Pixels(0, 1)[^1]);
    }

    [Fact]
    public void Light_and_dark_change_places_if_that_is_asked_for()
    {
        Write("a/1.png", 8, 8, 1, 77);
        Assert.Equal([255, 178], ImageFolder.Read(Root, new() { Inverts = true }).Images.Pixels(0, 0)[..2].ToArray());
    }

    [Fact]
    public void A_set_gives_its_pictures_as_examples_labelled_by_class()
    {
        Write("b/1.png", 4, 4, 1, 51);
        Write("a/1.png", 4, 4, 1, 102);
        Write("a/2.png", 4, 4, 1, 255);
        var images = ImageFolder.Read(Root).Images;
        var examples = images.ToExamples();
        Assert.Equal([0, 0, 1], examples.Y.ToArray());
        Assert.Equal([0.4f, 1, 0.2f], [examples.X.Span[15], examples.X.Span[31], examples.X.Span[47]]);
        Assert.Equal(examples.X.ToArray()[32..], images.Numbers(1, 0));
    }

    [Fact]
    public void A_file_is_what_it_holds_and_not_what_it_is_called()
    {
        PictureFolder.Write(Root, "a/really-a-jpeg.png", File.ReadAllBytes(Path.Combine(GoldenFile.Folder, "jpeg", "baseline-420.jpg")));
        Assert.Equal(new ImageSize(20, 20, 3), ImageFolder.Read(Root, new() { Side = 20 }).Images.Size);
    }

    [Fact]
    public void An_unreadable_file_is_named_or_left_out_and_counted_if_that_is_asked_for()
    {
        Write("a/1.png", 8, 8, 1, 77);
        PictureFolder.Write(Root, "a/2.png", [1, 2, 3]);
        PictureFolder.Write(Root, "a/3.png", []);
        var failure = Assert.Throws<DataException>(() => ImageFolder.Read(Root));
        Assert.EndsWith($"{Path.Combine("a", "2.png")}: The file is no PNG and no JPEG picture; those are read.", failure.Message, StringComparison.Ordinal);
        var read = ImageFolder.Read(Root, new() { SkipsUnreadable = true });
        Assert.Equal(1, read.Images.Classes[0].Count);
        Assert.Contains("2 of 3 pictures could not be read and were left out", Assert.Single(read.Warnings), StringComparison.Ordinal);
        File.Delete(Path.Combine(Root, "a", "1.png"));
        Assert.Throws<DataException>(() => ImageFolder.Read(Root, new() { SkipsUnreadable = true }));
    }

    [Fact]
    public void What_is_no_folder_of_classes_is_refused()
    {
        Assert.Contains("no such folder, and no such zip", Assert.Throws<DataException>(() => ImageFolder.Read(Root)).Message, StringComparison.Ordinal);
        PictureFolder.Write(Root, "a/notes.txt", [1]);
        Assert.Contains("There is no picture: expected files that end in .png, .jpg or .jpeg, found 1 other.", Assert.Throws<DataException>(() => ImageFolder.Read(Root)).Message, StringComparison.Ordinal);
        Write("loose.png", 8, 8, 1, 1);
        Assert.Contains("lies in no class's folder", Assert.Throws<DataException>(() => ImageFolder.Read(Root)).Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(Root, "loose.png"));
        Write("a/1.png", 8, 8, 1, 1);
        Assert.Contains("1 file is no picture by name and was passed over", Assert.Single(ImageFolder.Read(Root).Warnings), StringComparison.Ordinal);
    }

    private void Write(string name, int height, int width, int channels, byte value)
        => PictureFolder.Write(Root, name, PictureFolder.Png(PictureFolder.Plain(height, width, channels, value)));
}
