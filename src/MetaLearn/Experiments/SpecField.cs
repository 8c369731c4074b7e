using System.Collections.Immutable;

namespace MetaLearn.Experiments;

/// <summary>One setting of an <see cref="ExperimentSpec"/> as text: the command line, <c>run.json</c> and help are made of these.</summary>
public sealed class SpecField
{
    private readonly Func<ExperimentSpec, string?> get;
    private readonly Func<ExperimentSpec, string, ExperimentSpec> set;

    internal SpecField(string name, string description, Func<ExperimentSpec, string?> get, Func<ExperimentSpec, string, ExperimentSpec> set)
        => (Name, Description, this.get, this.set) = (name, description, get, set);

    /// <summary>As on the command line, without the dashes: <c>inner-steps</c>.</summary>
    public string Name { get; }

    /// <summary>What it is, for help.</summary>
    public string Description { get; }

    /// <summary>Whether a run may be continued with another value: it changes no bit of the result.</summary>
    public bool MayChange { get; internal init; }

    /// <summary>Whether it is on or off and is given without a value.</summary>
    public bool IsSwitch { get; internal init; }

    /// <summary>Every setting, in the order of help.</summary>
    public static ImmutableArray<SpecField> All { get; } = SpecFields.Make();

    /// <summary>The value as text in the invariant culture; null where there is none.</summary>
    public string? Get(ExperimentSpec spec) => get(spec);

    /// <summary>The same spec with another value.</summary>
    /// <param name="spec">Unchanged.</param>
    /// <param name="text">In the invariant culture.</param>
    /// <exception cref="ArgumentException">The text is no value of this setting; the message names both.</exception>
    public ExperimentSpec Set(ExperimentSpec spec, string text)
    {
        try
        {
            return set(spec, text);
        }
        catch (ArgumentException failure)
        {
            // Of "Must be positive. (Parameter 'x')\nActual value was 0." only the sentence is for the user.
            var reason = failure.Message.Split(" (Parameter", 2)[0];
            throw new ArgumentException($"{Name} '{text}': {char.ToLowerInvariant(reason[0])}{reason[1..]}", failure);
        }
    }

    /// <summary>A spec as named texts; settings without a value are left out.</summary>
    public static ImmutableSortedDictionary<string, string> ToOptions(ExperimentSpec spec) => All
        .Select(field => (field.Name, Value: field.Get(spec))).Where(pair => pair.Value is not null)
        // Not null by the line before.
        .ToImmutableSortedDictionary(pair => pair.Name, pair => pair.Value!, StringComparer.Ordinal);

    /// <summary>The spec that <see cref="ToOptions"/> made these of.</summary>
    /// <param name="options">With a <c>problem</c>; what is left out has the problem's default.</param>
    /// <exception cref="ArgumentException">An option is unknown, or its value impossible.</exception>
    public static ExperimentSpec ToSpec(IReadOnlyDictionary<string, string> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!options.TryGetValue("problem", out var problem)) throw new ArgumentException("The options name no problem.", nameof(options));
        var spec = ExperimentSpec.For(problem);
        foreach (var (name, value) in options)
        {
            var field = All.FirstOrDefault(field => field.Name == name)
                ?? throw new ArgumentException($"There is no option '{name}'; the nearest is '{Suggest.Nearest(name, All.Select(field => field.Name))}'.", nameof(options));
            spec = field.Set(spec, value);
        }
        return spec;
    }
}
