using System.Collections.Immutable;
using System.Globalization;
using MetaLearn.Images;

namespace MetaLearn.Episodes;

/// <summary>The data sets that commands know.</summary>
public static class DataSets
{
    private const string OmniglotRepository = "https://raw.githubusercontent.com/brendenlake/omniglot/master/python/";

    /// <summary>All, in alphabetical order.</summary>
    public static ImmutableArray<DataSet> All { get; } =
    [
        new("m4-hourly", "414 hourly time series of the M4 competition", ["Hourly-train.csv.gz"], [], data => Series(data, "m4-hourly/Hourly-train.csv.gz")),
        new("mini-imagenet-splits", "lists of mini-ImageNet's classes and pictures, without the pictures", ["train.csv", "val.csv", "test.csv"], [], _ => FilesOnly),
        new("omniglot", "1623 characters, each drawn by 20 people", ["images_background.zip", "images_evaluation.zip"],
            [
                new("images_background.zip", new(OmniglotRepository + "images_background.zip"), "68d2efa1b9178cc56df9314c21c6e718"),
                new("images_evaluation.zip", new(OmniglotRepository + "images_evaluation.zip"), "6b91aef0f799c5bb55b94e3f2daec811"),
            ],
            Drawings),
        new("tiny-imagenet-fewshot", "100 classes of natural images, 64×64", ["classes.csv", "train.zip", "val.zip", "test.zip"], [], _ => FilesOnly),
    ];

    private static string FilesOnly => "the files are there; their content was not read";

    /// <summary>The folder of data sets: the one given, else the one that the variable METALEARN_DATA names, else <c>../shared/data</c>. It need not exist.</summary>
    public static string Folder(string? given = null) => DataFolder.Of(given);

    /// <summary>The set of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message names the nearest.</exception>
    public static DataSet Named(string name) => All.FirstOrDefault(one => one.Name == name)
        ?? throw new ArgumentException($"There is no data set '{name}'; did you mean '{Suggest.Nearest(name, All.Select(one => one.Name))}'?", nameof(name));

    private static string Series(string data, string file)
        => string.Create(CultureInfo.InvariantCulture, $"{SeriesTable.ReadWide(DataFolder.Find(file, data)).Series.Count} series were read");

    private static string Drawings(string data)
    {
        var set = Omniglot.Load(data);
        var found = ImageFingerprint.Of(set);
        if (found != Omniglot.Fingerprint)
            throw new DataException(Path.Combine(data, "omniglot"), null, $"Every entry is there, but the drawings are not Omniglot's: their fingerprint is {found}, expected {Omniglot.Fingerprint}.");
        return $"{set.Classes.Count} characters, {set.Classes.Sum(one => one.Count)} drawings, fingerprint {found[..16]} as it must be";
    }
}
