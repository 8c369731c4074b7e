using System.Buffers.Binary;
using System.IO.Compression;
using MetaLearn.Episodes;
using MetaLearn.Images;
using MetaLearn.Tests.Episodes;
using MetaLearn.Tests.Files;

namespace MetaLearn.Tests.Images;

public sealed class DataSetFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Fashion_mnist_reads_idx_files_gzipped_or_not_and_pools_both_parts()
    {
        WriteIdx("train-images-idx3-ubyte", [20, 28, 28], i => (byte)(i / 784), zipped: true);
        WriteIdx("train-labels-idx1-ubyte", [20], i => (byte)(i % 10), zipped: true);
        WriteIdx("t10k-images-idx3-ubyte", [10, 28, 28], i => (byte)(100 + i / 784), zipped: false);
        WriteIdx("t10k-labels-idx1-ubyte", [10], i => (byte)(9 - i), zipped: false);
        var images = FashionMnist.Load(folder.Path);
        Assert.Equal((10, new ImageSize(28, 28, 1)), (images.Classes.Count, images.Size));
        Assert.All(images.Classes, one => Assert.Equal(3, one.Count));
        Assert.Equal((3, 13, 106), (images.Pixels(3, 0)[0], images.Pixels(3, 1)[783], images.Pixels(3, 2)[0]));
        Assert.Equal(Enumerable.Range(0, 10), FashionMnist.Split.Training.Concat(FashionMnist.Split.Validation).Concat(FashionMnist.Split.Test).Order());
    }

    [Fact]
    public void Idx_files_that_are_damaged_are_named()
    {
        Assert.Contains("nor with .gz", Assert.Throws<DataException>(() => FashionMnist.Load(folder.Path)).Message, StringComparison.Ordinal);
        WriteIdx("train-images-idx3-ubyte", [2, 28, 28], _ => 1, zipped: false);
        WriteIdx("train-labels-idx1-ubyte", [3], _ => 1, zipped: false);
        Assert.Contains("There are 3 labels for 2 pictures", Assert.Throws<DataException>(() => FashionMnist.Load(folder.Path)).Message, StringComparison.Ordinal);
        WriteIdx("train-labels-idx1-ubyte", [2], _ => 10, zipped: false);
        Assert.Contains("Label 0 is 10; expected 0 to 9", Assert.Throws<DataException>(() => FashionMnist.Load(folder.Path)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(folder.File("train-images-idx3-ubyte"), File.ReadAllBytes(folder.File("train-images-idx3-ubyte"))[..500]);
        Assert.Contains("cut off", Assert.Throws<DataException>(() => FashionMnist.Load(folder.Path)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(folder.File("train-images-idx3-ubyte"), [0, 0, 13, 3, .. new byte[12]]);
        Assert.Contains("begins with 00000D03; expected an IDX file of bytes with 3 axes, 00000803", Assert.Throws<DataException>(() => FashionMnist.Load(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mini_imagenet_takes_what_its_lists_name_from_any_level_and_says_how_much_is_missing()
    {
        foreach (var (part, label) in new[] { ("train", "n01"), ("val", "n02"), ("test", "n03") })
        {
            File.WriteAllText(folder.File($"{part}.csv"), $"filename,label\n{part}1.jpg,{label}\n{part}2.jpg,{label}\n");
            for (var i = 1; i < 3; i++) PictureFolder.Write(folder.File("pictures"), $"images/{part}{i}.jpg", PictureFolder.Png(PictureFolder.Plain(100, 120, 3, (byte)(10 * i))));
        }
        var parts = MiniImageNet.Load(folder.Path, folder.File("pictures"));
        Assert.Equal(["n01", "n02", "n03"], parts.Select(part => Assert.Single(part.Classes).Name));
        Assert.Equal((new ImageSize(84, 84, 3), 20), (parts[0].Size, parts[0].Pixels(0, 1)[^1]));
        File.Delete(folder.File("pictures/images/val2.jpg"));
        Assert.Contains("val.csv, line 3: The list names val2.jpg, which is not in", Assert.Throws<DataException>(() => MiniImageNet.Load(folder.Path, folder.File("pictures"))).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Tiny_imagenet_has_16_validation_classes_by_300_of_64_and_by_100_of_32()
    {
        var data = Path.GetDirectoryName(Path.GetDirectoryName(SharedData.File("tiny-imagenet-fewshot/val.zip")));
        var raw = TinyImageNet.LoadRaw(data);
        Assert.Equal([64, 16, 20], raw.Select(part => part.Classes.Count));
        Assert.Equal(new ImageSize(32, 32, 3), raw[1].Size);
        var whole = ImageFolder.Read(SharedData.File("tiny-imagenet-fewshot/val.zip")).Images;
        Assert.Equal((16, 300, new ImageSize(64, 64, 3)), (whole.Classes.Count, whole.Classes[0].Count, whole.Size));
        // The raw pictures are means of 2×2 pixels of the same files, (a + b + c + d + 2) / 4; classes stand in the order of a list there.
        var reference = ImageFolder.Read(SharedData.File("tiny-imagenet-fewshot/val.zip"));
        var halved = Halved(reference.Images.Classes[0].Pixels.Span[..reference.Images.Size.Bytes]);
        Assert.Contains(raw[1].Classes, one => one.Pixels.Span.IndexOf(halved) >= 0);
    }

    private static byte[] Halved(ReadOnlySpan<byte> pixels)
    {
        var result = new byte[32 * 32 * 3];
        for (var i = 0; i < result.Length; i++)
        {
            var (row, column, channel) = (i / 96, i / 3 % 32, i % 3);
            int At(ReadOnlySpan<byte> from, int down, int right) => from[((2 * row + down) * 64 + 2 * column + right) * 3 + channel];
            result[i] = (byte)((At(pixels, 0, 0) + At(pixels, 0, 1) + At(pixels, 1, 0) + At(pixels, 1, 1) + 2) / 4);
        }
        return result;
    }

    private void WriteIdx(string name, int[] lengths, Func<int, byte> value, bool zipped)
    {
        var bytes = new byte[4 + 4 * lengths.Length + lengths.Aggregate(1, (product, length) => product * length)];
        (bytes[2], bytes[3]) = (8, (byte)lengths.Length);
        for (var i = 0; i < lengths.Length; i++) BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + 4 * i), lengths[i]);
        for (var i = 4 + 4 * lengths.Length; i < bytes.Length; i++) bytes[i] = value(i - 4 - 4 * lengths.Length);
        using var file = File.Create(folder.File(zipped ? name + ".gz" : name));
        if (!zipped)
        {
            file.Write(bytes);
            return;
        }
        using var gzip = new GZipStream(file, CompressionLevel.Fastest);
        gzip.Write(bytes);
    }
}
