using MetaLearn.Episodes;
using MetaLearn.Files;

namespace MetaLearn.Experiments;

/// <summary>The episodes of an experiment: three sources that share no problem, and what is to be known of them.</summary>
public sealed record ExperimentData
{
    private const int FunctionTestEpisodes = 600;
    // A fifth of the groups or series is for meta-test, a tenth for meta-validation, by the hash of their names.
    private const double TestFraction = 0.2, ValidationFraction = 0.1;

    /// <summary>Meta-training episodes.</summary>
    public required IEpisodeSource Training { get; init; }

    /// <summary>Meta-validation episodes.</summary>
    public required IEpisodeSource Validation { get; init; }

    /// <summary>Meta-test episodes.</summary>
    public required IEpisodeSource Test { get; init; }

    /// <summary>Episodes that results are averaged over unless something else is asked for: 600, or each meta-test group or series once.</summary>
    public int TestEpisodes { get; init; } = FunctionTestEpisodes;

    /// <summary>The same for the meta-validation episodes.</summary>
    public int ValidationEpisodes { get; init; } = FunctionTestEpisodes;

    /// <summary>What the loss is measured in.</summary>
    public string Unit { get; init; } = "mean squared error";

    /// <summary>How the episodes were parted, for people; empty where they are drawn without end.</summary>
    public string Split { get; init; } = "";

    /// <summary>Learned on the meta-training groups, stored with the model; null where there is nothing to store.</summary>
    public Scaling? Scaling { get; init; }

    /// <summary>The only target's name and its deviation: <c>√loss · deviation</c> is a root mean squared error in the target's unit.</summary>
    public (string Name, double Deviation)? Target { get; init; }

    /// <summary>What the user should know, one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>SHA-256 of the file; null where episodes are made.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Reads the file again and learns the scaling from the meta-training rows; null where nothing is learned.</summary>
    internal Func<Scaling>? LearnScaling { get; init; }

    internal static ExperimentData Of(ExperimentSpec spec, Scaling? stored)
    {
        if (Choices.Problems[spec.Problem] is { } make)
        {
            if (spec.File is { } file) throw new ArgumentException($"The problem {spec.Problem} takes no file; found {file}.");
            var source = Choices.SupportLabels[spec.SupportLabels](make(spec));
            return new() { Training = source, Validation = source, Test = source };
        }
        if (spec.File is null) throw new ArgumentException($"The problem {spec.Problem} needs a file: metalearn train {spec.Problem} FILE.");
        return spec.Problem == "csv" ? Table(spec, spec.File, stored) : Series(spec, spec.File);
    }

    /// <summary>What a trained model needs of its data to be used on new ones: row shapes and scaling, without the episodes it was trained with.</summary>
    internal static ExperimentData WithoutEpisodes(ExperimentSpec spec, Scaling? stored, string? fingerprint)
    {
        if (!spec.IsOwnData) return Of(spec, stored);
        var (inputs, outputs) = spec.Problem == "csv" ? (spec.Features.Length, spec.Targets.Length) : (spec.Lags, spec.Horizon);
        var none = new NoEpisodes(new(spec.Shots, spec.Queries, new(inputs), new(outputs)));
        return new() { Training = none, Validation = none, Test = none, Scaling = stored, Fingerprint = fingerprint };
    }

    private static ExperimentData Table(ExperimentSpec spec, string file, Scaling? stored)
    {
        if (spec.Episode is null) throw new ArgumentException("csv needs --episode COLUMN: the column that says which episode a row belongs to.");
        if (spec.Features.IsEmpty) throw new ArgumentException("csv needs --features A,B: the columns to predict from.");
        if (spec.Targets.IsEmpty) throw new ArgumentException("csv needs --target Y: the column to predict.");
        var table = CsvTable.Read(file, spec.Episode, spec.Features, spec.Targets).WithAtLeast(spec.Shots);
        var split = Parted(file, table.Groups.Select(group => group.Name));
        var scaling = stored ?? Scaling.Learn(table.Only(split.Train));
        TabularEpisodes Part(IReadOnlyList<string> names, EpisodeOrder order) => new(table.Only(names), scaling, spec.Shots, spec.Queries, order);
        return new()
        {
            Training = Part(split.Train, EpisodeOrder.Shuffled),
            Validation = Part(split.Validation, EpisodeOrder.AsGiven),
            Test = Part(split.Test, EpisodeOrder.AsGiven),
            TestEpisodes = split.Test.Count,
            ValidationEpisodes = split.Validation.Count,
            Unit = $"mean squared error of {string.Join(", ", spec.Targets)} in standardised units (1 is the variance over the meta-training rows)",
            Split = Described(split, "groups"),
            Scaling = scaling,
            LearnScaling = () => Scaling.Learn(CsvTable.Read(file, spec.Episode, spec.Features, spec.Targets).Only(split.Train)),
            Target = spec.Targets is [var only] ? (only, scaling.TargetDeviations[0]) : null,
            Warnings = table.Warnings,
            Fingerprint = RunRecord.FingerprintOf(file),
        };
    }

    private static ExperimentData Series(ExperimentSpec spec, string file)
    {
        if ((spec.Episode is null) != (spec.Value is null))
            throw new ArgumentException("series in long form needs both --episode COLUMN and --value COLUMN; one series a row needs neither.");
        var windows = new SeriesWindows { Lags = spec.Lags, Horizon = spec.Horizon };
        var table = (spec is { Episode: { } episode, Value: { } value } ? SeriesTable.ReadLong(file, episode, value) : SeriesTable.ReadWide(file))
            .WithAtLeast(windows, spec.Shots);
        var split = Parted(file, table.Series.Select(series => series.Name));
        SeriesEpisodes Part(IReadOnlyList<string> names, EpisodeOrder order) => new(table.Only(names), windows, spec.Shots, spec.Queries, order);
        return new()
        {
            Training = Part(split.Train, EpisodeOrder.Shuffled),
            Validation = Part(split.Validation, EpisodeOrder.AsGiven),
            Test = Part(split.Test, EpisodeOrder.AsGiven),
            TestEpisodes = split.Test.Count,
            ValidationEpisodes = split.Validation.Count,
            Unit = "mean squared error in standardised units (1 is the variance of the series' own past)",
            Split = Described(split, "series"),
            Warnings = table.Warnings,
            Fingerprint = RunRecord.FingerprintOf(file),
        };
    }

    private static EpisodeSplit Parted(string file, IEnumerable<string> names)
    {
        try
        {
            return EpisodeSplit.Exact(names, ValidationFraction, TestFraction);
        }
        catch (ArgumentException failure)
        {
            throw new DataException(file, null, failure.Message.Split(" (Parameter", 2)[0], failure);
        }
    }

    private static string Described(EpisodeSplit split, string what)
        => $"{split.Train.Count} {what} meta-training, {split.Validation.Count} meta-validation, {split.Test.Count} meta-test, by the hash of their names";
}
