using MetaLearn.Episodes;
using MetaLearn.Images;

namespace MetaLearn.Tests.Images;

public sealed class PictureRoomTests
{
    [Fact]
    public void Numbers_of_pictures_are_counted_and_what_no_array_holds_is_refused()
    {
        Assert.Equal(3 * 84 * 84 * 3, PictureRoom.Numbers("own", "Class 'a'", 3, new(84, 84, 3)));
        var failure = Assert.Throws<DataException>(() => PictureRoom.Numbers("own", "Class 'a'", 700, new(1024, 1024, 3)));
        Assert.StartsWith("own: Class 'a' has 700 pictures of 1024×1024×3, 2202009600 numbers; at most", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_set_larger_than_the_memory_is_refused_before_a_picture_is_read()
    {
        PictureRoom.Check("own", 1000, new(28, 28, 1), 2 * 784_000);
        Assert.StartsWith("own: To read 1001 pictures of 28×28×1 takes 1569568 bytes; there are 1568000 bytes of memory.",
            Assert.Throws<DataException>(() => PictureRoom.Check("own", 1001, new(28, 28, 1), 2 * 784_000)).Message, StringComparison.Ordinal);
        static byte[] NotRead() => throw new InvalidOperationException("A picture was read.");
        var files = new PictureFiles("own", [.. Enumerable.Repeat(("a/1.png", (Func<byte[]>)NotRead), 4_000_000)], 0);
        Assert.Contains("To read 4000000 pictures of 1024×1024×3", Assert.Throws<DataException>(() => PictureReader.Read(files, new() { Side = 1024, Channels = 3 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_too_high_to_be_squashed_is_named()
    {
        // One pixel wide: its rows are first brought to the new width.
        var png = PictureFolder.Png(PictureFolder.Plain(800_000, 1, 1, 9));
        var files = new PictureFiles("own", [("a/1.png", () => png)], 0);
        var failure = Assert.Throws<DataException>(() => PictureReader.Read(files, new() { Side = 1024, Channels = 3, Squashes = true }));
        Assert.EndsWith("The picture is 800000 pixels high, too high to be squashed to 1024×1024×3.", failure.Message, StringComparison.Ordinal);
    }
}
