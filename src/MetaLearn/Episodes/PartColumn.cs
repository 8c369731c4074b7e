namespace MetaLearn.Episodes;

/// <summary>Reads a split column: each row says which part its group or series is for, and all rows of one must agree.</summary>
internal sealed class PartColumn(string name)
{
    private static readonly (string Text, EpisodePart Part)[] Values =
    [
        ("train", EpisodePart.Train), ("validation", EpisodePart.Validation), ("test", EpisodePart.Test),
        ("meta-train", EpisodePart.Train), ("meta-training", EpisodePart.Train), ("training", EpisodePart.Train),
        ("meta-validation", EpisodePart.Validation), ("meta-test", EpisodePart.Test),
    ];

    private readonly Dictionary<string, (EpisodePart Part, string File, long Line)> seen = [];

    /// <summary>Takes the part of one more row.</summary>
    /// <exception cref="DataException">The cell is no part, or another than that of an earlier row of the same group.</exception>
    public void Add(CsvRows rows, int column, string group)
    {
        var text = rows.Text(column);
        var index = Array.FindIndex(Values, value => string.Equals(value.Text, text, StringComparison.OrdinalIgnoreCase));
        if (index < 0)
            throw rows.Error($"Expected train, validation or test in column '{name}', found '{text}'; the nearest is '{Suggest.Nearest(text, Values.Select(value => value.Text))}'.");
        var part = Values[index].Part;
        if (!seen.TryAdd(group, (part, rows.File, rows.Line)) && seen[group] is var first && first.Part != part)
        {
            var place = first.File == rows.File ? $"line {first.Line}" : $"{first.File}, line {first.Line}";
            throw rows.Error($"'{group}' is {Name(part)} here and {Name(first.Part)} in {place}; all of its rows must have one value in column '{name}'.");
        }
    }

    /// <summary>The part of a group that has rows.</summary>
    public EpisodePart Of(string group) => seen[group].Part;

    private static string Name(EpisodePart part) => Values[(int)part].Text;
}
