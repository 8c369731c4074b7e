using System.Collections.Immutable;
using MetaLearn.Episodes;

namespace MetaLearn.Images;

/// <summary>
/// mini-ImageNet with the split of Ravi and Larochelle (2017): 64, 16 and 20 classes of 600 pictures. The lists <c>train.csv</c>, <c>val.csv</c> and <c>test.csv</c> (header
/// <c>filename,label</c>) name pictures that the user must have, as their licence is ImageNet's: a folder or zip with the files, on whatever level.
/// </summary>
public static class MiniImageNet
{
    private static readonly string[] Parts = ["train", "val", "test"];

    /// <summary>Meta-training, meta-validation and meta-test pictures, in this order; classes are named by their labels.</summary>
    /// <param name="lists">Folder of the three lists.</param>
    /// <param name="pictures">Folder or zip of the pictures.</param>
    /// <param name="reading">Size and colours; 84×84 in colour by default.</param>
    /// <exception cref="DataException">A list is damaged, or a picture is not there or cannot be read.</exception>
    public static ImmutableArray<ImageSet> Load(string lists, string pictures, PictureReading? reading = null)
    {
        ArgumentNullException.ThrowIfNull(lists);
        ArgumentNullException.ThrowIfNull(pictures);
        using var files = PictureFiles.In(pictures);
        var named = new Dictionary<string, (string Name, Func<byte[]> Read)>();
        foreach (var file in files.Files)
            if (!named.TryAdd(Path.GetFileName(file.Name), file)) throw new DataException(files.Called(file.Name), null, $"The picture is there twice; the other is {named[Path.GetFileName(file.Name)].Name}.");
        var chosen = (reading ?? new()) with { Side = reading?.Side ?? 84, Channels = reading?.Channels ?? 3 };
        return [.. Parts.Select(part => Of(files, named, Path.Combine(lists, $"{part}.csv"), chosen))];
    }

    private static ImageSet Of(PictureFiles files, Dictionary<string, (string Name, Func<byte[]> Read)> named, string list, PictureReading reading)
    {
        var rows = Rows(list);
        if (rows.Find(row => !named.ContainsKey(row.File)) is { File: { } missing } gone)
            throw new DataException(list, gone.Line, $"The list names {missing}, which is not in {files.Root}; {rows.Count(row => !named.ContainsKey(row.File))} of its {rows.Count} pictures are missing.");
        var (size, pictures, warnings) = PictureReader.Read(files with { Files = [.. rows.Select(row => named[row.File])], Others = 0 }, reading);
        var classes = rows.Zip(pictures).Where(pair => pair.Second is not null).GroupBy(pair => pair.First.Label);
        return new(size, classes.Select(group => new ImageClass(group.Key,
            group.SelectMany(pair => pair.Second!.Value.Pixels.ToArray()).ToArray(), [.. group.Select(pair => files.Called(named[pair.First.File].Name))]))) // Not null: filtered.
        {
            Warnings = [.. warnings.Select(warning => $"{Path.GetFileName(list)}: {warning}")],
        };
    }

    private static List<(string File, string Label, long Line)> Rows(string list)
    {
        using var rows = new CsvRows(list);
        var (file, label) = (rows.Column("filename"), rows.Column("label"));
        var result = new List<(string, string, long)>();
        while (rows.Read()) result.Add((rows.Cell(file), rows.Cell(label), rows.Line));
        return result.Count > 0 ? result : throw new DataException(list, null, "The list has a header but no rows.");
    }
}
