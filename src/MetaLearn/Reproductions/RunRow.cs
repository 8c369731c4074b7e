using MetaLearn.Experiments;

namespace MetaLearn.Reproductions;

/// <summary>A row of a reproduction that is a training run: what <c>metalearn train</c> would be asked for.</summary>
/// <param name="Name">Of the row.</param>
/// <param name="Description">In one line.</param>
/// <param name="Options">As on the command line, without the problem: <c>--algorithm maml --inner-steps 5</c>.</param>
internal sealed record RunRow(string Name, string Description, string Options)
{
    /// <summary>Published errors by shots, with the inner steps they were measured after; none by default.</summary>
    public IReadOnlyDictionary<int, (int Steps, double Error)> Paper { get; init; } = new Dictionary<int, (int, double)>();

    /// <summary>Further settings where K = 5; none by default.</summary>
    public string With5Shots { get; init; } = "";

    /// <summary>Whether it need not beat the best function that ignores the support set; false by default.</summary>
    public bool MayIgnoreSupport { get; init; }

    /// <summary>Another problem than the table's; null by default.</summary>
    public string? Problem { get; init; }

    /// <summary>What the row trains.</summary>
    /// <param name="problem">The table's.</param>
    /// <param name="more">Further settings, of the table or the user; they win.</param>
    public ExperimentSpec Spec(string problem, params (string Name, string Value)[] more)
    {
        var spec = ExperimentSpec.For(Problem ?? problem);
        var all = more.Contains(("shots", "5")) ? $"{Options} {With5Shots}" : Options;
        var words = all.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < words.Length; i++)
        {
            var field = Field(words[i][2..]);
            spec = field.Set(spec, field.IsSwitch ? "yes" : words[++i]);
        }
        return more.Aggregate(spec, (spec, setting) => Field(setting.Name).Set(spec, setting.Value));
    }

    private static SpecField<ExperimentSpec> Field(string name) => SpecField.All.Single(field => field.Name == name);
}
