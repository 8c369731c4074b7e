namespace MetaLearn.Episodes;

/// <summary>Turns rows of one file into cells: features, then targets; a cell of a text column becomes its text's code.</summary>
internal sealed class RowDecoder
{
    private readonly int[] places;
    private readonly CodedTexts?[] texts;
    private readonly string[] hints;

    /// <summary>Finds the columns in a file's header.</summary>
    /// <param name="rows">Of the file.</param>
    /// <param name="columns">Which they are.</param>
    /// <param name="texts">Of each cell; null where it is a number. Shared by the files of a table.</param>
    public RowDecoder(CsvRows rows, TableColumns columns, CodedTexts?[] texts)
    {
        this.texts = texts;
        Episode = rows.Column(columns.Episode);
        places = [.. columns.Cells.Select(rows.Column)];
        Split = columns.Split is { } split ? rows.Column(split) : null;
        hints = [.. columns.Cells.Select((name, i) => $"; if its cells are names, declare it: {(i < columns.Features.Count ? "--categories" : "--classes")} {name}")];
    }

    /// <summary>Place of the episode column.</summary>
    public int Episode { get; }

    /// <summary>Place of the split column; null without one.</summary>
    public int? Split { get; }

    /// <summary>The cells of the current row; texts not seen before get a code.</summary>
    /// <exception cref="DataException">A cell is empty, no number or not finite.</exception>
    public void Read(CsvRows rows, Span<double> cells)
    {
        for (var i = 0; i < places.Length; i++) cells[i] = texts[i] is { } known ? known.Add(rows, places[i]) : rows.Number(places[i], hints[i]);
    }

    /// <summary>The cells of a row that was read before: texts must be known. Thread-safe.</summary>
    /// <returns>False where a text is new, so the file is not what it was.</returns>
    public bool ReadAgain(CsvRows rows, Span<double> cells)
    {
        for (var i = 0; i < places.Length; i++)
        {
            cells[i] = texts[i] is { } known ? known.Find(rows.Text(places[i])) : rows.Number(places[i]);
            if (cells[i] < 0 && texts[i] is not null) return false;
        }
        return true;
    }
}
