namespace MetaLearn.Episodes;

/// <summary>A collection of series, one an episode. From a file to episodes: <see cref="ReadWide"/> or <see cref="ReadLong"/>, <see cref="WithAtLeast"/>, an
/// <see cref="EpisodeSplit"/> and <see cref="Only"/>, <see cref="SeriesEpisodes"/>.</summary>
public sealed record SeriesTable
{
    /// <summary>Where it comes from, for messages: a file's path.</summary>
    public required string Source { get; init; }

    /// <summary>The series, in the file's order.</summary>
    public required IReadOnlyList<Series> Series { get; init; }

    /// <summary>What the user should know of it, one sentence each: series left out because they are short.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>
    /// Reads one series a row: a header (whose names are not used), then the name in the first column and the values, oldest first. Shorter series are padded with
    /// empty cells at the end, as in the M4 competition's files. Gzip, encodings and separators as for <see cref="CsvTable.Read(string, TableColumns, string, long?)"/>.
    /// </summary>
    /// <exception cref="DataException">
    /// As for <see cref="CsvTable.Read(string, TableColumns, string, long?)"/>; two series have one name; a series has no value, or an empty cell between values.
    /// </exception>
    public static SeriesTable ReadWide(string path)
    {
        using var rows = new CsvRows(path);
        if (rows.Header.Count < 2) throw new DataException(path, 1, "The header has 1 column; one series a row needs a name and at least one value.");
        var series = new List<Series>();
        var lines = new Dictionary<string, long>();
        var values = new List<double>();
        while (rows.Read())
        {
            var name = rows.Text(0);
            if (!lines.TryAdd(name, rows.Line)) throw rows.Error($"Series '{name}' was there before, in line {lines[name]}; names must differ.");
            var end = rows.Header.Count;
            while (end > 1 && rows.IsEmpty(end - 1)) end--;
            if (end == 1) throw rows.Error($"Series '{name}' has no values.");
            values.Clear();
            for (var column = 1; column < end; column++) values.Add(rows.Number(column));
            series.Add(new(name, values.ToArray()));
        }
        CsvTable.CheckCount(path, rows.Header[0], [.. lines.Keys]);
        return new() { Source = path, Series = series };
    }

    /// <summary>
    /// Reads long form: a row is one value, one column says which series it belongs to. A series' values are in the order of the file; rows of different series may alternate.
    /// Gzip, encodings and separators as for <see cref="CsvTable.Read(string, TableColumns, string, long?)"/>.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="episode">Name of the column that names the series.</param>
    /// <param name="value">Name of the column of values.</param>
    /// <param name="split">Name of a column that says train, validation or test of each row's series; null, the default, where nothing does.</param>
    /// <exception cref="DataException">As for <see cref="CsvTable.Read(string, TableColumns, string, long?)"/>.</exception>
    public static SeriesTable ReadLong(string path, string episode, string value, string? split = null)
    {
        ArgumentNullException.ThrowIfNull(episode);
        ArgumentNullException.ThrowIfNull(value);
        using var rows = new CsvRows(path);
        if (episode == value) throw new DataException(path, null, $"Column '{episode}' was named as both the episode and the value column.");
        if (split == episode || split == value) throw new DataException(path, null, $"Column '{split}' was named as the split column and for another use.");
        var (parts, partColumn) = split is null ? (null, 0) : (new PartColumn(split), rows.Column(split));
        var (episodeColumn, valueColumn) = (rows.Column(episode), rows.Column(value));
        var series = new OrderedDictionary<string, List<double>>();
        while (rows.Read())
        {
            var name = rows.Text(episodeColumn);
            if (!series.TryGetValue(name, out var values)) series.Add(name, values = []);
            values.Add(rows.Number(valueColumn));
            parts?.Add(rows, partColumn, name);
        }
        CsvTable.CheckCount(path, episode, series.Keys);
        return new() { Source = path, Series = [.. series.Select(one => new Series(one.Key, one.Value.ToArray()) { Part = parts?.Of(one.Key) })] };
    }

    /// <summary>Leaves out series that are too short for an episode of these windows. Says which in <see cref="Warnings"/>.</summary>
    /// <exception cref="DataException">Fewer than two series are left.</exception>
    public SeriesTable WithAtLeast(SeriesWindows windows, int shots)
    {
        ArgumentNullException.ThrowIfNull(windows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shots);
        var needed = windows.ShortestSeries(shots);
        var unit = $"values ({windows.Lags} lags, {shots} windows to adapt on and 1 to predict, horizon {windows.Horizon})";
        var warning = ShortEpisodes.Check(Source, [.. Series.Select(series => (series.Name, series.Values.Length))], needed, unit);
        return warning is null ? this : this with { Series = [.. Series.Where(series => series.Values.Length >= needed)], Warnings = [.. Warnings, warning] };
    }

    /// <summary>The series with these names only, in the order they have here.</summary>
    /// <param name="names">Each the name of a series.</param>
    /// <exception cref="ArgumentException">A name is no series'.</exception>
    public SeriesTable Only(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var wanted = names.ToHashSet();
        var kept = Series.Where(series => wanted.Remove(series.Name)).ToList();
        if (wanted.Count > 0) throw new ArgumentException($"'{wanted.First()}' is none of the {Series.Count} series.", nameof(names));
        return this with { Series = kept };
    }
}
