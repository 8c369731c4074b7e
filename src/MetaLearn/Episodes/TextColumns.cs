namespace MetaLearn.Episodes;

/// <summary>Decides which columns of a table hold text.</summary>
internal static class TextColumns
{
    // Between this and the rest a column is taken for numbers with mistakes in them, and the first mistake is reported.
    private const double MostNumbers = 0.1;

    /// <summary>The texts of each cell of a row, empty as yet; null for numbers.</summary>
    /// <exception cref="DataException">A row is ragged or badly quoted; text and numbers are mixed in the targets.</exception>
    public static CodedTexts?[] Find(IReadOnlyList<TableFile> files, TableColumns columns)
    {
        var cells = columns.Cells;
        bool IsDeclared(string name) => columns.Categories.Contains(name) || columns.Classes == name;
        var (numbers, filled) = (new long[cells.Count], new long[cells.Count]);
        if (columns.DetectsText && !cells.All(IsDeclared))
            foreach (var file in files) Count(file, [.. cells.Select((name, i) => (name, i)).Where(cell => !IsDeclared(cell.name))], numbers, filled);
        var texts = cells.Select((name, i) => IsDeclared(name) || (filled[i] > 0 && numbers[i] <= MostNumbers * filled[i]) ? new CodedTexts(name) : null).ToArray();
        CheckTargets(files[0].Path, columns, texts);
        return texts;
    }

    private static void Count(TableFile file, (string Name, int Index)[] wanted, long[] numbers, long[] filled)
    {
        using var rows = file.Open();
        var places = wanted.Select(cell => rows.Column(cell.Name)).ToArray();
        while (rows.Read())
        {
            for (var i = 0; i < places.Length; i++)
            {
                if (rows.IsEmpty(places[i])) continue;
                filled[wanted[i].Index]++;
                if (rows.IsNumber(places[i])) numbers[wanted[i].Index]++;
            }
        }
    }

    private static void CheckTargets(string path, TableColumns columns, CodedTexts?[] texts)
    {
        var ofText = columns.Targets.Where((_, i) => texts[columns.Features.Count + i] is not null).ToList();
        if (ofText.Count == 0 || columns.Targets.Count == 1) return;
        var numbers = columns.Targets.Except(ofText).ToList();
        throw new DataException(path, null, numbers.Count == 0
            ? $"The targets {Quoted(ofText)} are {ofText.Count} columns of labels; classification takes one."
            : $"The targets mix labels ({Quoted(ofText)}) and numbers ({Quoted(numbers)}); expected one column of labels, or columns of numbers only.");
    }

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));
}
