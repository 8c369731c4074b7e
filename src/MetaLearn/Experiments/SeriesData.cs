using MetaLearn.Episodes;
using MetaLearn.Files;

namespace MetaLearn.Experiments;

/// <summary>The episodes of a file of series.</summary>
internal static class SeriesData
{
    // Of each series that results are of and choices are made by. One says little of a series; the interval is over series either way.
    private const int Presents = 10;

    public static ExperimentData Of(ExperimentSpec spec, string file)
    {
        if ((spec.Episode is null) != (spec.Value is null))
            throw new ArgumentException("series in long form needs both --episode COLUMN and --value COLUMN; one series a row needs neither.");
        if (spec is { SplitColumn: not null, Episode: null })
            throw new ArgumentException("series with one series a row has no --split-column; the long form, with --episode and --value, may have one.");
        if (spec.QueryFile is not null) throw new ArgumentException("--query-file is for csv: the query windows of a series follow its support windows.");
        var windows = new SeriesWindows { Lags = spec.Lags, Horizon = spec.Horizon };
        var table = (spec is { Episode: { } episode, Value: { } value } ? SeriesTable.ReadLong(file, episode, value, spec.SplitColumn) : SeriesTable.ReadWide(file))
            .WithAtLeast(windows, spec.Shots);
        var split = OwnSplit.Of(file, table.Series.Select(series => (series.Name, series.Part)));
        SeriesEpisodes Part(IReadOnlyList<string> names, EpisodeOrder order) => new(table.Only(names), windows, spec.Shots, spec.Queries, order);
        return new()
        {
            Training = Part(split.Train, EpisodeOrder.Shuffled),
            Validation = Part(split.Validation, EpisodeOrder.AsGiven),
            Test = Part(split.Test, EpisodeOrder.AsGiven),
            TestGroups = (split.Test.Count, "series"),
            ValidationGroups = (split.Validation.Count, "series"),
            EpisodesOfEach = Presents,
            Unit = "mean squared error in standardised units (1 is the variance of the series' own past)",
            Split = OwnSplit.Described(split, "series", spec.SplitColumn),
            Warnings = table.Warnings,
            Fingerprint = RunRecord.FingerprintOf(file),
        };
    }
}
