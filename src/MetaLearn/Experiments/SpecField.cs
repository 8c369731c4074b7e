using System.Collections.Immutable;

namespace MetaLearn.Experiments;

/// <summary>The settings of an <see cref="ExperimentSpec"/> by name, and specs as named texts.</summary>
public static class SpecField
{
    /// <summary>Every setting, in the order of help.</summary>
    public static ImmutableArray<SpecField<ExperimentSpec>> All { get; } = SpecFields.Make();

    /// <summary>A spec as named texts; settings without a value are left out.</summary>
    public static ImmutableSortedDictionary<string, string> ToOptions(ExperimentSpec spec) => ToOptions(All, spec);

    /// <summary>The spec that <see cref="ToOptions(ExperimentSpec)"/> made these of.</summary>
    /// <param name="options">With a <c>problem</c>; what is left out has the problem's default, save where records from before a setting mean another.</param>
    /// <exception cref="ArgumentException">An option is unknown, or its value impossible.</exception>
    public static ExperimentSpec ToSpec(IReadOnlyDictionary<string, string> options)
    {
        var spec = ToSpec(All, ExperimentSpec.For, options);
        // Without this setting the steps of every run shared one scale and shift, and its checkpoint has arrays of that shape.
        if (spec.StepNormalization is not null && !options.ContainsKey("step-normalization")) spec = spec with { StepNormalization = "shared" };
        // Before it had a default by problem λ was 2 and was not recorded.
        return spec.Lambda is null || options.ContainsKey("lambda") ? spec : spec with { Lambda = 2 };
    }

    /// <summary>A spec of any kind as named texts; settings without a value are left out.</summary>
    /// <param name="fields">Every setting.</param>
    /// <param name="spec">Of the settings.</param>
    public static ImmutableSortedDictionary<string, string> ToOptions<TSpec>(IEnumerable<SpecField<TSpec>> fields, TSpec spec) => fields
        .Select(field => (field.Name, Value: field.Get(spec))).Where(pair => pair.Value is not null)
        // Not null by the line before.
        .ToImmutableSortedDictionary(pair => pair.Name, pair => pair.Value!, StringComparer.Ordinal);

    /// <summary>The spec of any kind that <see cref="ToOptions{TSpec}"/> made these of.</summary>
    /// <param name="fields">Every setting.</param>
    /// <param name="start">A problem's defaults.</param>
    /// <param name="options">With a <c>problem</c>; what is left out has the problem's default.</param>
    /// <exception cref="ArgumentException">An option is unknown, or its value impossible.</exception>
    public static TSpec ToSpec<TSpec>(IReadOnlyCollection<SpecField<TSpec>> fields, Func<string, TSpec> start, IReadOnlyDictionary<string, string> options)
    {
        ArgumentNullException.ThrowIfNull(fields);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(options);
        if (!options.TryGetValue("problem", out var problem)) throw new ArgumentException("The options name no problem.", nameof(options));
        var spec = start(problem);
        foreach (var (name, value) in options)
        {
            var field = fields.FirstOrDefault(field => field.Name == name)
                ?? throw new ArgumentException($"There is no option '{name}'; the nearest is '{Suggest.Nearest(name, fields.Select(field => field.Name))}'.", nameof(options));
            spec = field.Set(spec, value);
        }
        return spec;
    }
}
