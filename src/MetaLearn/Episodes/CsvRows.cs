using System.Globalization;
using CsvHelper;

namespace MetaLearn.Episodes;

/// <summary>
/// The rows of a CSV file with a header, one at a time, with every problem reported as a <see cref="DataException"/>. Separator: comma, semicolon, tab or
/// bar, whichever the first lines use. Quoting as in RFC 4180, so a quoted cell may hold line breaks. Empty lines are passed over.
/// </summary>
internal sealed class CsvRows : IDisposable
{
    private static readonly CsvReaderOptions Options = new() { MalformedData = CsvMalformedDataHandling.Throw, TrackLineNumbers = true, TrimWhitespace = true };

    private readonly CsvReader reader;

    /// <summary>A file, read into memory first.</summary>
    public CsvRows(string path) : this(path, new MemoryStream(TextFile.Read(path)))
    {
    }

    /// <summary>The text of a file, read as it comes.</summary>
    public CsvRows(string path, Stream text)
    {
        (File, reader) = (path, CsvReader.Create(text, Options));
        Header = Guard(() => reader.Headers.ToList());
        for (var i = 0; i < Header.Count; i++)
        {
            var first = Header.IndexOf(Header[i]);
            if (first < i && Header[i].Length > 0)
                throw new DataException(path, 1, $"The header has two columns named '{Header[i]}', columns {first + 1} and {i + 1}; names must differ.");
        }
    }

    /// <summary>Whole rows from the middle of a file, whose header and separator are known; there are no line numbers.</summary>
    public CsvRows(string path, List<string> header, char separator, ReadOnlyMemory<byte> rows)
        => (File, Header, reader) = (path, header, CsvReader.Create(rows, Options with { HasHeader = false, Separator = separator, TrackLineNumbers = false }));

    public string File { get; }

    public List<string> Header { get; }

    public char Separator => reader.Separator;

    /// <summary>The current row's first line.</summary>
    public long Line => reader.LineNumber;

    /// <summary>Where the current row starts in the file.</summary>
    public long ByteOffset => reader.ByteOffset;

    /// <summary>Goes to the next row; false at the end.</summary>
    public bool Read()
    {
        if (!Guard(reader.Read)) return false;
        if (reader.FieldCount != Header.Count)
            throw Error($"The row has {reader.FieldCount} cells; the header has {Header.Count}.");
        return true;
    }

    public bool IsEmpty(int column) => Guard(() => reader.IsEmpty(column));

    /// <summary>Whether the cell is a number, finite or not.</summary>
    public bool IsNumber(int column) => double.TryParse(reader.GetSpan(column), NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    /// <summary>The cell as it stands, without its quotes; may be empty.</summary>
    public string Cell(int column) => Guard(() => reader.GetString(column));

    public string Text(int column)
    {
        var text = reader.GetString(column);
        return text.Length > 0 ? text : throw Error($"The cell in column '{Header[column]}' is empty; expected a name.");
    }

    /// <summary>A finite number that fits in <see cref="float"/>, in invariant notation.</summary>
    /// <param name="column">Of the cell.</param>
    /// <param name="hint">What to do where the cell is text; ends the message.</param>
    public double Number(int column, string hint = "")
    {
        var cell = reader.GetSpan(column);
        if (cell.IsEmpty) throw Error($"The cell in column '{Header[column]}' is empty; expected a number.");
        if (!double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            throw Error($"Expected a number in column '{Header[column]}', found '{reader.GetString(column)}'{hint}.");
        if (!float.IsFinite((float)number))
            throw Error($"Expected a finite number of at most {float.MaxValue:G3} in column '{Header[column]}', found '{reader.GetString(column)}'.");
        return number;
    }

    /// <summary>The place of a column in the header.</summary>
    public int Column(string name)
    {
        var column = Header.IndexOf(name);
        if (column >= 0) return column;
        var names = Header.Where(header => header.Length > 0).ToList();
        var all = names.Count <= 20 ? $"; the columns are {string.Join(", ", names.Select(header => $"'{header}'"))}" : "";
        throw new DataException(File, 1, $"There is no column '{name}'; the nearest name is '{Suggest.Nearest(name, names)}'{all}.");
    }

    public DataException Error(string problem) => new(File, reader.Options.TrackLineNumbers ? Line : null, problem);

    public void Dispose() => reader.Dispose();

    private T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (CsvFormatException exception)
        {
            throw new DataException(File, exception.LineNumber > 0 ? exception.LineNumber : null, $"The quotes do not match: {exception.Message}", exception);
        }
    }
}
