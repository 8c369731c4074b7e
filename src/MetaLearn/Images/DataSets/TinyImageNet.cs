using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Compression;
using MetaLearn.Episodes;

namespace MetaLearn.Images;

/// <summary>
/// The few-shot part of Tiny ImageNet: 64, 16 and 20 classes of 300 colour pictures of 64×64, a zip of JPEG files for each part; or the first 100 of each class at 32×32, as raw
/// pixels. A stand-in for mini-ImageNet, with other classes: its accuracies are not comparable with that one's.
/// </summary>
public static class TinyImageNet
{
    private const string Folder = "tiny-imagenet-fewshot";

    private static readonly string[] Parts = ["train", "val", "test"];

    /// <summary>Meta-training, meta-validation and meta-test pictures, in this order.</summary>
    /// <param name="data">The folder that holds <c>tiny-imagenet-fewshot</c>; null for the one that METALEARN_DATA names, or <c>../shared/data</c>.</param>
    /// <param name="reading">Size and colours; as they are by default.</param>
    /// <exception cref="FileNotFoundException">A zip is not there.</exception>
    /// <exception cref="DataException">One is damaged.</exception>
    public static ImmutableArray<ImageSet> Load(string? data = null, PictureReading? reading = null)
        => [.. Parts.Select(part => ImageFolder.Read(DataFolder.Find($"{Folder}/{part}.zip", data), reading ?? new()).Images)];

    /// <summary>The same at 32×32, 100 pictures a class, from <c>raw32</c>: no decoder is asked.</summary>
    /// <param name="data">As for <see cref="Load"/>.</param>
    /// <exception cref="FileNotFoundException">A file is not there.</exception>
    /// <exception cref="DataException">One is damaged.</exception>
    public static ImmutableArray<ImageSet> LoadRaw(string? data = null)
        => [.. Parts.Select(part => Raw(DataFolder.Find($"{Folder}/raw32/{part}.bin.gz", data), part))];

    // FSIM; version, classes, pictures a class, height, width, channels as little-endian integers; then the bytes.
    private static ImageSet Raw(string path, string part)
    {
        try
        {
            using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
            var header = new byte[28];
            stream.ReadExactly(header);
            var numbers = Enumerable.Range(1, 6).Select(i => BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(4 * i))).ToArray();
            if (!header.AsSpan().StartsWith("FSIM"u8) || numbers is not [1, > 0 and <= 1000, > 0 and <= 10_000, > 0 and <= 256, > 0 and <= 256, 1 or 3])
                throw new DataException(path, null, "The file is no FSIM file of version 1 with pictures of at most 256×256.");
            var size = new ImageSize(numbers[3], numbers[4], numbers[5]);
            var classes = new List<ImageClass>(numbers[1]);
            for (var i = 0; i < numbers[1]; i++)
            {
                var pixels = new byte[checked(numbers[2] * size.Bytes)];
                stream.ReadExactly(pixels);
                classes.Add(new($"{part}/{i}", pixels, [.. Enumerable.Range(0, numbers[2]).Select(k => $"{path}: class {i}, picture {k}")]));
            }
            return stream.ReadByte() < 0 ? new(size, classes) : throw new DataException(path, null, "The file has more pictures than its header says.");
        }
        catch (Exception failure) when (failure is EndOfStreamException or InvalidDataException)
        {
            throw new DataException(path, null, "The file is cut off, or its compressed bytes are damaged.", failure);
        }
    }
}
