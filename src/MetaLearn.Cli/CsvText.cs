using System.Buffers;
using System.Globalization;

namespace MetaLearn.Cli;

/// <summary>CSV as it is written: commas, a line feed after each row, quotes where RFC 4180 asks for them.</summary>
internal static class CsvText
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    public static void WriteRow(TextWriter output, IEnumerable<string> cells)
    {
        output.Write(string.Join(',', cells.Select(Quoted)));
        output.Write('\n');
    }

    /// <summary>The shortest text that reads back as the same number, or the text itself.</summary>
    public static string Of(object value) => value is float number ? number.ToString("R", CultureInfo.InvariantCulture) : value.ToString() ?? "";

    private static string Quoted(string cell)
        => cell.AsSpan().ContainsAny(Special) || cell != cell.Trim() ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
