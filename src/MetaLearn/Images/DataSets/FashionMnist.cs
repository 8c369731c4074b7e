using MetaLearn.Episodes;

namespace MetaLearn.Images;

/// <summary>Fashion-MNIST (Xiao, Rasul and Vollgraf 2017): 70,000 grey pictures of 28×28 in 10 classes, from the four IDX files, gzipped or not. Train and test files are pooled: few-shot splits part the classes.</summary>
public static class FashionMnist
{
    private static readonly string[] Names = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    /// <summary>
    /// Four classes to meta-train (T-shirt, trouser, sandal, bag), three to validate and three to test, so that shirts and shoes are in several parts. Ours: the literature
    /// has no few-shot split of so few classes.
    /// </summary>
    public static ImageClassSplit Split { get; } = new([0, 1, 5, 8], [2, 3, 7], [4, 6, 9]);

    /// <summary>Reads <c>train-images-idx3-ubyte</c> and its three companions, each with <c>.gz</c> or without.</summary>
    /// <param name="folder">That holds them.</param>
    /// <exception cref="DataException">A file is not there, damaged, or does not go with its companion.</exception>
    public static ImageSet Load(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var pictures = new List<(ReadOnlyMemory<byte> Pixels, string Source)>[Names.Length];
        foreach (ref var one in pictures.AsSpan()) one = [];
        var size = new ImageSize(28, 28, 1);
        foreach (var part in new[] { "train", "t10k" })
        {
            var (imagePath, labelPath) = (Find(folder, $"{part}-images-idx3-ubyte"), Find(folder, $"{part}-labels-idx1-ubyte"));
            var (images, labels) = (IdxFile.Read(imagePath, 3), IdxFile.Read(labelPath, 1));
            if (images.Lengths is not [var count, 28, 28]) throw new DataException(imagePath, null, $"The pictures are {images.Lengths[1]}×{images.Lengths[2]}; expected 28×28.");
            if (labels.Lengths[0] != count) throw new DataException(labelPath, null, $"There are {labels.Lengths[0]} labels for {count} pictures.");
            for (var i = 0; i < count; i++)
            {
                if (labels.Values[i] >= Names.Length) throw new DataException(labelPath, null, $"Label {i} is {labels.Values[i]}; expected 0 to {Names.Length - 1}.");
                pictures[labels.Values[i]].Add((images.Values.AsMemory(i * size.Bytes, size.Bytes), $"{imagePath}: picture {i}"));
            }
        }
        return new(size, pictures.Select((list, label) => new ImageClass(Names[label], Joined(list.ConvertAll(one => one.Pixels)), [.. list.Select(one => one.Source)])));
    }

    private static byte[] Joined(List<ReadOnlyMemory<byte>> parts)
    {
        var all = new byte[parts.Sum(part => part.Length)];
        var at = 0;
        foreach (var part in parts)
        {
            part.Span.CopyTo(all.AsSpan(at));
            at += part.Length;
        }
        return all;
    }

    private static string Find(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        if (File.Exists(path)) return path;
        return File.Exists(path + ".gz") ? path + ".gz" : throw new DataException(path, null, "There is no such file, nor with .gz; name the folder that holds the four IDX files of Fashion-MNIST.");
    }
}
