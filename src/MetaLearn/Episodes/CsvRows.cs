using System.Globalization;
using CsvHelper;

namespace MetaLearn.Episodes;

/// <summary>
/// The rows of a CSV file with a header, one at a time, with every problem reported as a <see cref="DataException"/>. Separator: comma, semicolon, tab or
/// bar, whichever the first lines use. Quoting as in RFC 4180, so a quoted cell may hold line breaks. Empty lines are passed over.
/// </summary>
internal sealed class CsvRows : IDisposable
{
    private readonly string path;
    private readonly CsvReader reader;

    /// <summary>A file, read into memory first.</summary>
    public CsvRows(string path) : this(path, new MemoryStream(TextFile.Read(path)))
    {
    }

    /// <summary>The text of a file, read as it comes.</summary>
    public CsvRows(string path, Stream text)
    {
        this.path = path;
        reader = CsvReader.Create(text, new CsvReaderOptions
        {
            MalformedData = CsvMalformedDataHandling.Throw,
            TrackLineNumbers = true,
            TrimWhitespace = true,
        });
        Header = Guard(() => reader.Headers.ToList());
        for (var i = 0; i < Header.Count; i++)
        {
            var first = Header.IndexOf(Header[i]);
            if (first < i && Header[i].Length > 0)
                throw new DataException(path, 1, $"The header has two columns named '{Header[i]}', columns {first + 1} and {i + 1}; names must differ.");
        }
    }

    public List<string> Header { get; }

    /// <summary>The current row's first line.</summary>
    public long Line => reader.LineNumber;

    /// <summary>Goes to the next row; false at the end.</summary>
    public bool Read()
    {
        if (!Guard(reader.Read)) return false;
        if (reader.FieldCount != Header.Count)
            throw Error($"The row has {reader.FieldCount} cells; the header has {Header.Count}.");
        return true;
    }

    public bool IsEmpty(int column) => Guard(() => reader.IsEmpty(column));

    /// <summary>The cell as it stands, without its quotes; may be empty.</summary>
    public string Cell(int column) => Guard(() => reader.GetString(column));

    public string Text(int column)
    {
        var text = reader.GetString(column);
        return text.Length > 0 ? text : throw Error($"The cell in column '{Header[column]}' is empty; expected a name.");
    }

    /// <summary>A finite number that fits in <see cref="float"/>, in invariant notation.</summary>
    public double Number(int column)
    {
        var cell = reader.GetSpan(column);
        if (cell.IsEmpty) throw Error($"The cell in column '{Header[column]}' is empty; expected a number.");
        if (!double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            throw Error($"Expected a number in column '{Header[column]}', found '{reader.GetString(column)}'.");
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
        throw new DataException(path, 1, $"There is no column '{name}'; the nearest name is '{Suggest.Nearest(name, names)}'{all}.");
    }

    public DataException Error(string problem) => new(path, Line, problem);

    public void Dispose() => reader.Dispose();

    private T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (CsvFormatException exception)
        {
            throw new DataException(path, exception.LineNumber > 0 ? exception.LineNumber : null, $"The quotes do not match: {exception.Message}", exception);
        }
    }
}
