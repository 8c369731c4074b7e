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
    /// <param name="features">Names of at least one column of numbers or of text.</param>
    /// <param name="targets">Names of at least one column of numbers, or of one of text.</param>
    /// <exception cref="DataException">
    /// The file is missing, a folder, empty, not text or a broken gzip; a column is unknown, doubled in the header or named for two uses; a row is ragged; a cell
    /// that is read is empty, no number or not finite; there are no rows, or fewer than two episodes.
    /// </exception>
    public static EpisodeTable Read(string path, string episode, IReadOnlyList<string> features, IReadOnlyList<string> targets)
    {
        ArgumentNullException.ThrowIfNull(episode);
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(targets);
        return Read(path, new() { Episode = episode, Features = features, Targets = targets });
    }

    /// <summary>The same, of columns of which more is known, from one file or from one of support rows and one of query rows.</summary>
    /// <param name="path">The file of all rows, or of the support rows.</param>
    /// <param name="columns">Which columns are what.</param>
    /// <param name="queryPath">
    /// The file of the query rows, with the same columns in any order; null, the default, draws support and query sets from the same rows. Episodes that
    /// are in one of the files only are left out, with a warning.
    /// </param>
    /// <param name="memory">
    /// Bytes that the table may take, by default a quarter of what this process may use. A file of text above a fifth of it is read in parts: its rows stay in
    /// the file, and what is held is an index and a cache of no more than this.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="memory"/> is not positive.</exception>
    /// <exception cref="DataException">
    /// As for <see cref="Read(string, string, IReadOnlyList{string}, IReadOnlyList{string})"/>; a split column has other values than train, validation and test, or two of them for one episode;
    /// targets mix text and numbers; the memory is too small, or the file is above it and packed.
    /// </exception>
    public static EpisodeTable Read(string path, TableColumns columns, string? queryPath = null, long? memory = null)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (memory is { } given) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(given, nameof(memory));
        return TableReader.Read(path, queryPath, columns, memory ?? TableFile.DefaultBudget);
    }

    /// <summary>Refuses a file with no row or with one episode only.</summary>
    internal static void CheckCount(string path, string episode, IReadOnlyCollection<string> names)
    {
        if (names.Count == 0) throw new DataException(path, null, "The file has a header but no rows.");
        if (names.Count == 1)
            throw new DataException(path, null, $"Every row has '{names.First()}' in column '{episode}', which makes one episode; at least 2 are needed.");
    }
}
