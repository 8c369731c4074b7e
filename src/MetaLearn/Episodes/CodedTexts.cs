namespace MetaLearn.Episodes;

/// <summary>The different texts of a column, in order of their first row: a cell is kept as the place of its text here.</summary>
internal sealed class CodedTexts(string column)
{
    /// <summary>Most categories or labels of a column: each is a number more of every example.</summary>
    public const int Most = 1000;

    private readonly List<string> texts = [];
    private readonly Dictionary<string, int> codes = new(StringComparer.Ordinal);

    /// <summary>Every text at its code.</summary>
    public IReadOnlyList<string> Texts => texts;

    /// <summary>The code of the text in a row's cell, new or not.</summary>
    /// <exception cref="DataException">The cell is empty, or there are too many different texts.</exception>
    public int Add(CsvRows rows, int place)
    {
        var text = rows.Text(place);
        if (codes.TryGetValue(text, out var code)) return code;
        if (texts.Count == Most)
            throw rows.Error($"'{text}' is text {Most + 1:N0} of column '{column}', which makes too many categories (at most {Most:N0}); expected a number, or a column with fewer.");
        codes.Add(text, texts.Count);
        texts.Add(text);
        return texts.Count - 1;
    }

    /// <summary>The code of a text that was added before; −1 for any other.</summary>
    public int Find(string text) => codes.GetValueOrDefault(text, -1);
}
