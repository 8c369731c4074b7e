namespace MetaLearn.Episodes;

/// <summary>
/// Which columns of a CSV file are what. A feature or target column whose cells are text is one of categories or labels by itself: that is, where at most a
/// tenth of its cells are numbers. Text between numbers is an error otherwise, unless the column is named here.
/// </summary>
public sealed record TableColumns
{
    /// <summary>Name of the column that says which episode a row belongs to; its values may be any text.</summary>
    public required string Episode { get; init; }

    /// <summary>Names of the columns to predict from, at least one.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>Names of the columns to predict: one or more of numbers, or one of labels.</summary>
    public required IReadOnlyList<string> Targets { get; init; }

    /// <summary>Features whose cells are names of categories though they may look like numbers (weekday 1 to 7, a postal code); none by default.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>The target whose cells are names of classes though they may look like numbers; null by default.</summary>
    public string? Classes { get; init; }

    /// <summary>The column that says train, validation or test of each row's episode; null, the default, where nothing does.</summary>
    public string? Split { get; init; }

    /// <summary>False where a stored encoding decides: then only the columns named here are of text.</summary>
    internal bool DetectsText { get; init; } = true;

    /// <summary>Features, then targets: the cells of a row, in their order.</summary>
    internal IReadOnlyList<string> Cells => [.. Features, .. Targets];

    /// <exception cref="DataException">A column is missing, named for two uses, or declared as text without being used.</exception>
    internal void Check(string path)
    {
        if (Features.Count == 0 || Targets.Count == 0)
            throw new DataException(path, null, $"{Features.Count} feature and {Targets.Count} target columns were named; at least 1 of each is needed.");
        string[] used = [Episode, .. Cells, .. Split is null ? Array.Empty<string>() : [Split]];
        if (used.GroupBy(name => name).FirstOrDefault(uses => uses.Count() > 1) is { } repeated)
            throw new DataException(path, null, $"Column '{repeated.Key}' was named {repeated.Count()} times; the episode, feature, target and split columns must all differ.");
        if (Categories.FirstOrDefault(name => !Features.Contains(name)) is { } stray)
            throw new DataException(path, null, $"Column '{stray}' was named as one of categories and is no feature; the nearest feature is '{Suggest.Nearest(stray, Features)}'.");
        if (Classes is { } classes && !Targets.Contains(classes))
            throw new DataException(path, null, $"Column '{classes}' was named as one of classes and is no target; the nearest target is '{Suggest.Nearest(classes, Targets)}'.");
    }
}
