using System.Collections.Immutable;

namespace MetaLearn.Episodes;

/// <summary>Which texts the rows of some groups hold, with the first place of each.</summary>
internal sealed class UsedTexts
{
    private readonly EpisodeTable table;
    private readonly Dictionary<string, int[]> firstRows = [];

    private UsedTexts(EpisodeTable table) => this.table = table;

    public static UsedTexts Of(EpisodeTable table)
    {
        var used = new UsedTexts(table);
        string[] cells = [.. table.Features, .. table.Targets];
        var ofText = cells.Select((name, i) => (Name: name, Cell: i)).Where(column => table.Texts.ContainsKey(column.Name)).ToArray();
        if (ofText.Length == 0) return used;
        foreach (var (name, _) in ofText)
        {
            used.firstRows[name] = new int[table.Texts[name].Count];
            Array.Fill(used.firstRows[name], -1);
        }
        table.ForEachRow((row, values) =>
        {
            foreach (var (name, cell) in ofText)
            {
                ref var first = ref used.firstRows[name][(int)values[cell]];
                if (first < 0) first = row;
            }
        });
        return used;
    }

    /// <summary>The texts of a column in ordinal order.</summary>
    public ImmutableArray<string> Sorted(string column)
        => [.. table.Texts[column].Where((_, code) => firstRows[column][code] >= 0).Order(StringComparer.Ordinal)];

    /// <summary>The texts of a column that are not known, in order of their first row, with its place.</summary>
    public IReadOnlyList<(string Text, string? Place)> Unknown(string column, ImmutableArray<string> known)
    {
        if (!table.Texts.TryGetValue(column, out var texts)) return [];
        var rows = firstRows[column];
        // The groups of a file have one store; those made in memory know no places.
        return [.. texts.Select((text, code) => (text, row: rows[code])).Where(one => one.row >= 0 && !known.Contains(one.text)).OrderBy(one => one.row)
            .Select(one => (one.text, table.Groups[0].Store.PlaceOf(one.row)))];
    }
}
