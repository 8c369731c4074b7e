using MetaLearn.Episodes;
using MetaLearn.Files;

namespace MetaLearn.Experiments;

/// <summary>The episodes of a table.</summary>
internal static class TableData
{
    public static ExperimentData Of(ExperimentSpec spec, string file, TableEncoding? stored)
    {
        var table = CsvTable.Read(file, ColumnsOf(spec, stored), spec.QueryFile, spec.TableMemory).WithAtLeast(spec.Shots);
        var split = OwnSplit.Of(file, table.Groups.Select(group => (group.Name, group.Part)));
        var training = table.Only(split.Train);
        var encoding = stored ?? TableEncoding.Learn(training);
        // What a stored encoding was learned from may have changed since.
        var unseen = encoding.Check(stored is null ? table.Only([.. split.Validation, .. split.Test]) : table);
        TabularEpisodes Part(IReadOnlyList<string> names, EpisodeOrder order) => new(table.Only(names), encoding, spec.Shots, spec.Queries, order);
        return new()
        {
            Training = new TabularEpisodes(training, encoding, spec.Shots, spec.Queries),
            Validation = Part(split.Validation, EpisodeOrder.AsGiven),
            Test = Part(split.Test, EpisodeOrder.AsGiven),
            TestGroups = (split.Test.Count, "groups"),
            ValidationGroups = (split.Validation.Count, "groups"),
            Unit = encoding.IsClassification
                ? $"cross-entropy of {spec.Targets[0]} in nats ({Math.Log(encoding.Labels.Length):0.####} is a guess among its {encoding.Labels.Length} labels)"
                : $"mean squared error of {string.Join(", ", spec.Targets)} in standardised units (1 is the variance over the meta-training rows)",
            Split = OwnSplit.Described(split, "groups", spec.SplitColumn),
            Encoding = encoding,
            LearnScaling = () => TableEncoding.Learn(CsvTable.Read(file, ColumnsOf(spec, stored), spec.QueryFile, spec.TableMemory).Only(split.Train)).Scaling,
            Target = spec.Targets is [var only] && !encoding.IsClassification ? (only, encoding.Scaling.TargetDeviations[0]) : null,
            Warnings = [.. table.Warnings, .. unseen, .. Contradictions.Find(table, encoding) is { } contradiction ? [contradiction] : Array.Empty<string>()],
            Fingerprint = spec.QueryFile is { } query ? RunRecord.FingerprintOf(file, query) : RunRecord.FingerprintOf(file),
        };
    }

    private static TableColumns ColumnsOf(ExperimentSpec spec, TableEncoding? stored)
    {
        if (spec.Episode is null) throw new ArgumentException("csv needs --episode COLUMN: the column that says which episode a row belongs to.");
        if (spec.Features.IsEmpty) throw new ArgumentException("csv needs --features A,B: the columns to predict from.");
        if (spec.Targets.IsEmpty) throw new ArgumentException("csv needs --target Y: the column to predict.");
        var columns = new TableColumns
        {
            Episode = spec.Episode,
            Features = spec.Features,
            Targets = spec.Targets,
            Categories = spec.Categories,
            Classes = spec.Classes,
            Split = spec.SplitColumn,
        };
        return stored is null
            ? columns
            : columns with { Categories = [.. stored.Categories.Keys], Classes = stored.IsClassification ? stored.Targets[0] : null, DetectsText = false };
    }
}
