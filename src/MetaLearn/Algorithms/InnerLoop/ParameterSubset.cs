using MetaLearn.Autodiff;
using MetaLearn.Models;

namespace MetaLearn.Algorithms;

/// <summary>Some of a model's parameters, in the model's order: those that an inner loop moves.</summary>
internal sealed class ParameterSubset
{
    private readonly Module model;
    private readonly int[] positions;

    private ParameterSubset(Module model, IEnumerable<int> positions)
    {
        (this.model, this.positions) = (model, [.. positions]);
        Parameters = [.. this.positions.Select(position => model.Parameters[position])];
    }

    /// <summary>The parameters of the subset.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Those that one of the names means; all where there is no name. Running averages are never among them.</summary>
    /// <param name="model">Whose parameters.</param>
    /// <param name="names">A parameter's name (<c>4.weight</c>), a layer's (<c>4</c>: all below it), or a pattern in which * stands for any text.</param>
    /// <exception cref="ArgumentException">A name means no parameter.</exception>
    public static ParameterSubset Of(Module model, IReadOnlyList<string> names)
    {
        int[] movable = [.. Enumerable.Range(0, model.Specs.Count).Where(i => model.Specs[i].Role != ParameterRole.Average)];
        string[] all = [.. movable.Select(i => model.Specs[i].Name)];
        foreach (var name in names.Where(name => !all.Any(parameter => Means(name, parameter))))
            throw new ArgumentException(
                $"No parameter is called '{name}', and no layer; the nearest is '{Suggest.Nearest(name, all)}'. There are: {string.Join(", ", all)}.");
        return new(model, movable.Where(i => names.Count == 0 || names.Any(name => Means(name, model.Specs[i].Name))));
    }

    /// <summary>The names of the parameters of the last layer: those whose name begins as the very last one's.</summary>
    public static IReadOnlyList<string> LastLayer(Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var layer = LayerOf(model.Specs[^1].Name);
        return [.. model.Specs.Select(spec => spec.Name).Where(name => LayerOf(name) == layer)];
    }

    /// <summary>The names of all other parameters.</summary>
    public static IReadOnlyList<string> AllButLastLayer(Module model) => [.. model.Specs.Select(spec => spec.Name).Except(LastLayer(model))];

    /// <summary>The names of all parameters but scale and shift of normalisations.</summary>
    public static IReadOnlyList<string> AllButNormalization(Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return [.. model.Specs.Where(spec => spec.Role == ParameterRole.Weight).Select(spec => spec.Name)];
    }

    /// <summary>All parameters of the model, with these in the place of the subset's.</summary>
    public IReadOnlyList<Expression> Whole(IReadOnlyList<Expression> adapted) => Whole(adapted, model.Parameters);

    /// <summary>Arrays of all parameters, with these in the place of the subset's.</summary>
    public IReadOnlyList<Expression> Whole(IReadOnlyList<Expression> adapted, IReadOnlyList<Expression> others)
    {
        Expression[] whole = [.. others];
        for (var i = 0; i < positions.Length; i++) whole[positions[i]] = adapted[i];
        return whole;
    }

    /// <summary>The subset's among arrays of all parameters.</summary>
    public IReadOnlyList<Expression> Of(IReadOnlyList<Expression> all) => [.. positions.Select(position => all[position])];

    private static string LayerOf(string name) => name.LastIndexOf('.') is >= 0 and var dot ? name[..dot] : "";

    private static bool Means(string name, string parameter)
        => name.Contains('*', StringComparison.Ordinal) ? Matches(name, parameter) : parameter == name || parameter.StartsWith(name + ".", StringComparison.Ordinal);

    // The parts between the stars follow one another; the first begins the text and the last ends it.
    private static bool Matches(string pattern, string text)
    {
        var parts = pattern.Split('*');
        if (text.Length < parts[0].Length + parts[^1].Length || !text.StartsWith(parts[0], StringComparison.Ordinal)) return false;
        if (!text.EndsWith(parts[^1], StringComparison.Ordinal)) return false;
        var (from, end) = (parts[0].Length, text.Length - parts[^1].Length);
        foreach (var part in parts[1..^1])
        {
            var found = text.IndexOf(part, from, end - from, StringComparison.Ordinal);
            if (found < 0) return false;
            from = found + part.Length;
        }
        return true;
    }
}
