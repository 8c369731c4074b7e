using MetaLearn.Autodiff;
using MetaLearn.Episodes;

namespace MetaLearn.Experiments;

/// <summary>The episodes of an experiment: three sources that share no problem, and what is to be known of them.</summary>
public sealed record ExperimentData
{
    private const int FunctionTestEpisodes = 600;

    /// <summary>Meta-training episodes.</summary>
    public required IEpisodeSource Training { get; init; }

    /// <summary>Meta-validation episodes.</summary>
    public required IEpisodeSource Validation { get; init; }

    /// <summary>Meta-test episodes.</summary>
    public required IEpisodeSource Test { get; init; }

    /// <summary>What the meta-test episodes are of, such as 83 series: episode i of number i modulo their count; null where every episode is a problem of its own.</summary>
    public (int Count, string Name)? TestGroups { get; init; }

    /// <summary>The same for the meta-validation episodes.</summary>
    public (int Count, string Name)? ValidationGroups { get; init; }

    /// <summary>Episodes of each group that results are of: at least 1, the default; series have 10, as a single present tells little of a series.</summary>
    public int EpisodesOfEach { get; init => field = Require.Positive(value); } = 1;

    /// <summary>Episodes that results are averaged over unless something else is asked for: 600, or <see cref="EpisodesOfEach"/> of every meta-test group.</summary>
    public int TestEpisodes => TestGroups is { } groups ? groups.Count * EpisodesOfEach : FunctionTestEpisodes;

    /// <summary>The same for the meta-validation episodes.</summary>
    public int ValidationEpisodes => ValidationGroups is { } groups ? groups.Count * EpisodesOfEach : FunctionTestEpisodes;

    /// <summary>What the loss is measured in.</summary>
    public string Unit { get; init; } = "mean squared error";

    /// <summary>How the episodes were parted, for people; empty where they are drawn without end.</summary>
    public string Split { get; init; } = "";

    /// <summary>Size of the pictures and what was done to them before the network sees them, for people; empty where there are none.</summary>
    public string Pictures { get; init; } = "";

    /// <summary>Learned on the meta-training groups of a table, stored with the model; null where there is nothing to store.</summary>
    public TableEncoding? Encoding { get; init; }

    /// <summary>Of <see cref="Encoding"/>: means and deviations; null where there is nothing to store.</summary>
    public Scaling? Scaling => Encoding?.Scaling;

    /// <summary>Numbers that a network predicts for an example: the size of a y row, or one for each label.</summary>
    public int OutputWidth => Ways ?? Encoding?.OutputWidth ?? Training.Shape.YRow.Count;

    /// <summary>Whether labels are to be predicted, rather than numbers.</summary>
    public bool IsClassification => Ways is not null || (Encoding?.IsClassification ?? false);

    /// <summary>Classes of a meta-training episode of pictures, labelled anew in each; null of anything else.</summary>
    public int? Ways { get; init; }

    /// <summary>Whether meta-validation has problems of its own; where a split of pictures has none, other episodes of meta-training classes stand in. True by default.</summary>
    public bool HasValidationSplit { get; init; } = true;

    /// <summary>The only target's name and its deviation: <c>√loss · deviation</c> is a root mean squared error in the target's unit.</summary>
    public (string Name, double Deviation)? Target { get; init; }

    /// <summary>What the user should know, one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>SHA-256 of the file, or of both files' as <see cref="Files.RunRecord.FingerprintOf(string, string)"/> has it; null where episodes are made.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Reads the file again and learns the scaling from the meta-training rows; null where nothing is learned.</summary>
    internal Func<Scaling>? LearnScaling { get; init; }

    internal static ExperimentData Of(ExperimentSpec spec, TableEncoding? stored)
    {
        if (spec.IsImages) return ImageData.Of(spec);
        if (Choices.Problems[spec.Problem] is { } make)
        {
            if (spec.File is { } file) throw new ArgumentException($"The problem {spec.Problem} takes no file; found {file}.");
            var source = Choices.SupportLabels[spec.SupportLabels](make(spec));
            return new() { Training = source, Validation = source, Test = source };
        }
        if (spec.File is null) throw new ArgumentException($"The problem {spec.Problem} needs a file: metalearn train {spec.Problem} FILE.");
        return spec.Problem == "csv" ? TableData.Of(spec, spec.File, stored) : SeriesData.Of(spec, spec.File);
    }

    /// <summary>What a trained model needs of its data to be used on new ones: row shapes and encoding, without the episodes it was trained with.</summary>
    internal static ExperimentData WithoutEpisodes(ExperimentSpec spec, TableEncoding? stored, string? fingerprint)
    {
        // A classifier's head has an output for each class of the data.
        if (!spec.IsOwnData || Choices.Algorithms[spec.Algorithm].OfPictures is not null) return Of(spec, stored);
        if (spec.IsImages) return ImageData.WithoutEpisodes(spec, fingerprint);
        var row = stored switch
        {
            null => (X: new Shape(spec.Lags), Y: new Shape(spec.Horizon)),
            { IsClassification: true } => (new(stored.InputWidth), Shape.Scalar),
            _ => (new(stored.InputWidth), new(stored.OutputWidth)),
        };
        var none = new NoEpisodes(new(spec.Shots, spec.Queries, row.X, row.Y));
        return new() { Training = none, Validation = none, Test = none, Encoding = stored, Fingerprint = fingerprint };
    }
}
