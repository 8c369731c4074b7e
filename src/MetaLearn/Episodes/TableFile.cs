namespace MetaLearn.Episodes;

/// <summary>A CSV file that is read more than once: from memory, or in parts where it is too large for that.</summary>
internal sealed class TableFile
{
    // A number of two characters and a comma becomes eight bytes, beside the text itself while it is read; longer cells need less.
    private const int MemoryPerByte = 5;

    // Arrays end at 2 GiB.
    private const long Largest = 1L << 30;

    private readonly byte[]? text;

    private TableFile(string path, byte[]? text, long budget) => (Path, this.text, Budget) = (path, text, budget);

    public string Path { get; }

    /// <summary>Whether the file is read in parts.</summary>
    public bool IsStreamed => text is null;

    /// <summary>Bytes that its table may hold where it is streamed.</summary>
    public long Budget { get; }

    /// <summary>A quarter of the memory this process may use.</summary>
    public static long DefaultBudget => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4;

    /// <summary>Reads the file into memory, or decides not to.</summary>
    /// <exception cref="DataException">As for <see cref="TextFile.Read(string)"/>; or it is above the budget and cannot be read in parts.</exception>
    public static TableFile Open(string path, long budget)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path)) return new(path, TextFile.Read(path), budget);
        var (length, isGzip) = TextFile.Sizes(path);
        if (length <= Math.Min(budget / MemoryPerByte, Largest)) return new(path, TextFile.Read(path), budget);
        if (isGzip)
        {
            throw new DataException(path, null,
                $"The gzip file holds {ByteSize.Text(length)} of text, about {ByteSize.Text(length * MemoryPerByte)} in memory, and --table-memory is {ByteSize.Text(budget)}; gzip cannot be read in parts, so unpack it or allow more.");
        }
        TextFile.CheckParts(path);
        return new(path, null, budget);
    }

    /// <summary>The rows from the first on.</summary>
    public CsvRows Open() => new(Path, text is null ? new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan) : new MemoryStream(text));
}
