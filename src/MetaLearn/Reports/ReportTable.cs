using System.Collections.Immutable;
using System.Text;

namespace MetaLearn.Reports;

/// <summary>A header and rows of text. A table wider than the page scrolls within itself.</summary>
public sealed record ReportTable : ReportBlock
{
    /// <summary>Makes a table.</summary>
    /// <param name="columns">At least one; the first column's cells are the headers of their rows.</param>
    /// <param name="rows">Each with as many cells as there are columns.</param>
    /// <exception cref="ArgumentException">There are no columns, or a row has more or fewer cells.</exception>
    public ReportTable(IEnumerable<TableColumn> columns, IEnumerable<IEnumerable<string>> rows)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        Columns = [.. columns];
        Rows = [.. rows.Select(row => row.ToImmutableArray())];
        if (Columns.IsEmpty) throw new ArgumentException("A table needs at least 1 column.", nameof(columns));
        for (var i = 0; i < Rows.Length; i++)
            if (Rows[i].Length != Columns.Length)
                throw new ArgumentException($"Row {i} has {Rows[i].Length} cells; the table has {Columns.Length} columns.", nameof(rows));
    }

    /// <summary>Headers and alignments.</summary>
    public ImmutableArray<TableColumn> Columns { get; }

    /// <summary>Cells, row by row.</summary>
    public ImmutableArray<ImmutableArray<string>> Rows { get; }

    /// <summary>What the table shows, above it; empty for none.</summary>
    public string Caption { get; init; } = "";

    internal override void AppendTo(StringBuilder html)
    {
        html.Append("<div class=\"table\"><table>\n");
        if (Caption.Length > 0) html.Append("<caption>").Append(Html.Escape(Caption)).Append("</caption>\n");
        html.Append("<thead><tr>");
        foreach (var column in Columns) Cell(html, "th scope=\"col\"", "th", column, column.Title);
        html.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in Rows)
        {
            html.Append("<tr>");
            for (var i = 0; i < row.Length; i++)
                if (i == 0) Cell(html, "th scope=\"row\"", "th", Columns[i], row[i]);
                else Cell(html, "td", "td", Columns[i], row[i]);
            html.Append("</tr>\n");
        }
        html.Append("</tbody></table></div>\n");
    }

    private static void Cell(StringBuilder html, string open, string close, TableColumn column, string text)
        => html.Append('<').Append(open).Append(column.Align == CellAlign.Right ? " class=\"right\">" : ">").Append(Html.Escape(text)).Append("</").Append(close).Append('>');
}
