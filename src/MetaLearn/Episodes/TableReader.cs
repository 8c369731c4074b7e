namespace MetaLearn.Episodes;

/// <summary>Reads one table from a file, or from one of support rows and one of query rows.</summary>
internal sealed class TableReader
{
    // An object of three references and numbers, a dictionary entry, and a string beside its characters.
    private const int GroupOverhead = 160;

    private readonly TableColumns columns;
    private readonly CodedTexts?[] texts;
    private readonly PartColumn? parts;
    private readonly OrderedDictionary<string, Group> groups = [];

    private TableReader(TableColumns columns, CodedTexts?[] texts)
        => (this.columns, this.texts, parts) = (columns, texts, columns.Split is { } split ? new PartColumn(split) : null);

    /// <param name="path">Of all rows, or of the support rows.</param>
    /// <param name="queryPath">Of the query rows; null where every row may be either.</param>
    /// <param name="columns">Which columns are what, in both files.</param>
    /// <param name="budget">Bytes of memory for the table.</param>
    public static EpisodeTable Read(string path, string? queryPath, TableColumns columns, long budget)
    {
        columns.Check(path);
        TableFile[] files = queryPath is null ? [TableFile.Open(path, budget)] : [TableFile.Open(path, budget / 2), TableFile.Open(queryPath, budget / 2)];
        var texts = TextColumns.Find(files, columns);
        return new TableReader(columns, texts).Read(files);
    }

    private EpisodeTable Read(TableFile[] files)
    {
        var (rows, owners) = (new TableRows[files.Length], new ChunkedInts[files.Length]);
        for (var i = 0; i < files.Length; i++) (rows[i], owners[i]) = ReadFile(files[i], i);
        CsvTable.CheckCount(files[0].Path, columns.Episode, groups.Keys);
        List<string> warnings = [];
        var kept = files.Length == 1 ? [.. groups] : InBoth(files, warnings);
        var numbers = Place(kept, owners);
        var names = kept.Sum(pair => GroupOverhead + sizeof(char) * (long)pair.Key.Length);
        foreach (var streamed in rows.OfType<StreamedRows>()) streamed.Close((sizeof(int) * (long)numbers.Length + names) / rows.OfType<StreamedRows>().Count());
        var store = rows.Length == 1 ? rows[0] : new JoinedRows(rows[0], rows[1], files[1].Path);
        return new()
        {
            Source = files[0].Path,
            Features = [.. columns.Features],
            Targets = [.. columns.Targets],
            Groups =
            [
                .. kept.Select(pair => new EpisodeGroup(pair.Key, store, numbers.AsMemory(pair.Value.Start, pair.Value.Rows))
                {
                    SupportRows = files.Length == 1 ? null : pair.Value.RowsOf[0],
                    Part = parts?.Of(pair.Key),
                })
            ],
            Texts = columns.Cells.Zip(texts).Where(pair => pair.Second is not null).ToDictionary(pair => pair.First, pair => pair.Second!.Texts),
            Warnings = warnings,
        };
    }

    private (TableRows Rows, ChunkedInts Owners) ReadFile(TableFile file, int index)
    {
        using var rows = file.Open();
        var decoder = new RowDecoder(rows, columns, texts);
        var memory = file.IsStreamed ? null : new MemoryRows(columns.Features.Count, columns.Targets.Count);
        var streamed = file.IsStreamed ? new StreamedRows(file, rows, decoder, columns.Features.Count, columns.Targets.Count) : null;
        var (owners, cells) = (new ChunkedInts(), new double[texts.Length]);
        while (rows.Read())
        {
            var name = rows.Text(decoder.Episode);
            if (!groups.TryGetValue(name, out var group)) groups.Add(name, group = new(groups.Count));
            if (decoder.Split is { } split) parts!.Add(rows, split, name); // There is a column, so there is what reads it.
            decoder.Read(rows, cells);
            memory?.Add(cells, rows.Line);
            streamed?.Add(rows.ByteOffset);
            owners.Add(group.Id);
            group.RowsOf[index]++;
        }
        return (memory ?? (TableRows)streamed!, owners); // One of the two was made.
    }

    private KeyValuePair<string, Group>[] InBoth(TableFile[] files, List<string> warnings)
    {
        KeyValuePair<string, Group>[] kept = [.. groups.Where(pair => pair.Value.RowsOf is [> 0, > 0])];
        var alone = groups.Count - kept.Length;
        if (kept.Length < 2)
            throw new DataException(files[0].Path, null, $"{kept.Length} of {groups.Count} episodes {(kept.Length == 1 ? "has" : "have")} rows here and in {files[1].Path}; at least 2 are needed.");
        if (alone == 0) return kept;
        const int listed = 10;
        var names = groups.Where(pair => pair.Value.RowsOf.Contains(0)).Take(listed).Select(pair => $"'{pair.Key}' (only in {files[pair.Value.RowsOf[0] > 0 ? 0 : 1].Path})");
        warnings.Add($"{files[0].Path}: {alone} of {groups.Count} episodes left out for having rows in one of the two files only: {string.Join(", ", names)}{(alone > listed ? $", and {alone - listed} more" : "")}.");
        return kept;
    }

    // Row numbers, group after group, ascending in each.
    private static int[] Place(KeyValuePair<string, Group>[] kept, ChunkedInts[] owners)
    {
        var start = 0;
        var next = new Dictionary<int, int>(kept.Length);
        foreach (var (_, group) in kept)
        {
            next.Add(group.Id, group.Start = start);
            start = checked(start + group.Rows);
        }
        var numbers = new int[start];
        var row = 0;
        foreach (var list in owners)
            for (var i = 0; i < list.Count; i++, row++)
                if (next.TryGetValue(list[i], out var place)) (numbers[place], next[list[i]]) = (row, place + 1);
        return numbers;
    }

    private sealed class Group(int id)
    {
        public int Id => id;

        public int[] RowsOf { get; } = new int[2];

        public int Rows => RowsOf[0] + RowsOf[1];

        public int Start { get; set; }
    }
}
