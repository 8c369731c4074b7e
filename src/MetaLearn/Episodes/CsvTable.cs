namespace MetaLearn.Episodes;

/// <summary>Reads tables in long form: one row an example, one column that says which episode it belongs to.</summary>
public static class CsvTable
{
    /// <summary>
    /// Reads a CSV file with a header. Rows that share a value in the episode column are one episode, adjacent or not. Gzip is read as it is.
    /// Text is UTF-8 (or UTF-16 or UTF-32 with a byte-order mark), numbers have a decimal point, the separator is a comma, semicolon, tab or bar.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="episode">Name of the episode column; its values may be any text.</param>
    /// <param name="features">Names of at least one number column.</param>
    /// <param name="targets">Names of at least one number column.</param>
    /// <exception cref="DataException">
    /// The file is missing, a folder, empty, not text or a broken gzip; a column is unknown, doubled in the header or named for two uses; a row is ragged; a cell
    /// that is read is empty, no number or not finite; there are no rows, or fewer than two episodes.
    /// </exception>
    public static EpisodeTable Read(string path, string episode, IReadOnlyList<string> features, IReadOnlyList<string> targets)
    {
        ArgumentNullException.ThrowIfNull(episode);
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(targets);
        using var rows = new CsvRows(path);
        if (features.Count == 0 || targets.Count == 0)
            throw new DataException(path, null, $"{features.Count} feature and {targets.Count} target columns were named; at least 1 of each is needed.");
        string[] used = [episode, .. features, .. targets];
        if (used.GroupBy(name => name).FirstOrDefault(uses => uses.Count() > 1) is { } repeated)
            throw new DataException(path, null, $"Column '{repeated.Key}' was named {repeated.Count()} times; the episode, feature and target columns must all differ.");
        var episodeColumn = rows.Column(episode);
        var featureColumns = features.Select(rows.Column).ToArray();
        var targetColumns = targets.Select(rows.Column).ToArray();

        var groups = new OrderedDictionary<string, (List<double> X, List<double> Y)>();
        while (rows.Read())
        {
            var name = rows.Text(episodeColumn);
            if (!groups.TryGetValue(name, out var group)) groups.Add(name, group = ([], []));
            foreach (var column in featureColumns) group.X.Add(rows.Number(column));
            foreach (var column in targetColumns) group.Y.Add(rows.Number(column));
        }
        CheckCount(path, episode, groups.Keys);
        return new()
        {
            Source = path,
            Features = [.. features],
            Targets = [.. targets],
            Groups = [.. groups.Select(group => new EpisodeGroup(group.Key, group.Value.X.ToArray(), group.Value.Y.ToArray(), group.Value.Y.Count / targets.Count))],
        };
    }

    /// <summary>Refuses a file with no row or with one episode only.</summary>
    internal static void CheckCount(string path, string episode, IReadOnlyCollection<string> names)
    {
        if (names.Count == 0) throw new DataException(path, null, "The file has a header but no rows.");
        if (names.Count == 1)
            throw new DataException(path, null, $"Every row has '{names.First()}' in column '{episode}', which makes one episode; at least 2 are needed.");
    }
}
