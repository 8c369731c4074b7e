using System.CommandLine;
using MetaLearn.Experiments;

namespace MetaLearn.Cli;

/// <summary>The settings of specs as options of a command, all from tables.</summary>
internal sealed class SpecOptions
{
    private readonly Dictionary<string, Option> options = [];

    /// <summary>Options for the settings of an experiment.</summary>
    public SpecOptions()
    {
        foreach (var field in SpecField.All.Where(IsOption)) options[field.Name] = OptionOf(field);
    }

    /// <summary>Options for settings of another kind of spec too: one of a name that is there serves both.</summary>
    public void Include<TSpec>(IEnumerable<SpecField<TSpec>> fields, string kind)
    {
        foreach (var field in fields.Where(IsOption))
            if (options.TryGetValue(field.Name, out var known)) known.Description += $" {kind}: {field.Description}";
            else options[field.Name] = Make(field, $"{kind}: {field.Description}");
    }

    public void AddTo(Command command)
    {
        foreach (var option in options.Values) command.Add(option);
    }

    /// <summary>The settings that were given, with their texts.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="fields">Every setting of the spec.</param>
    /// <param name="problem">What the settings are for.</param>
    /// <exception cref="UsageException">Something was given that is no setting of this spec.</exception>
    public IEnumerable<(SpecField<TSpec> Field, string Text)> Given<TSpec>(ParseResult parsed, IEnumerable<SpecField<TSpec>> fields, string problem)
    {
        var byName = fields.ToDictionary(field => field.Name);
        foreach (var (name, option) in options)
            if (parsed.GetResult(option) is { Implicit: false })
                yield return byName.TryGetValue(name, out var field)
                    ? (field, option is Option<bool> ? parsed.GetValue((Option<bool>)option) ? "yes" : "no" : parsed.GetValue((Option<string>)option) ?? "")
                    : throw new UsageException($"--{name} is no setting of {problem}.");
    }

    /// <summary>The spec with the settings that were given.</summary>
    public static TSpec Apply<TSpec>(TSpec spec, IEnumerable<(SpecField<TSpec> Field, string Text)> given)
    {
        foreach (var (field, text) in given) spec = Set(spec, field, text);
        return spec;
    }

    /// <summary>
    /// The spec of a run that is continued: what is given again must be what it was started with, save what changes no bit of the result.
    /// </summary>
    public static TSpec ApplyToRun<TSpec>(TSpec spec, string folder, IEnumerable<(SpecField<TSpec> Field, string Text)> given)
    {
        foreach (var (field, text) in given)
        {
            var changed = Set(spec, field, text);
            var (before, after) = (field.Get(spec) ?? "none", field.Get(changed) ?? "none");
            if (before != after && !field.MayChange)
                throw new UsageException($"--{field.Name}: {folder} was started with {before}, found {after}; leave the option out to continue it, or start another run.");
            spec = changed;
        }
        return spec;
    }

    /// <summary>The spec with one setting from the command line.</summary>
    /// <param name="spec">Unchanged.</param>
    /// <param name="field">Of the setting.</param>
    /// <param name="text">As typed.</param>
    /// <param name="typed">What the user calls the setting; its own name by default.</param>
    /// <exception cref="UsageException">The text is no value of the setting.</exception>
    public static TSpec Set<TSpec>(TSpec spec, SpecField<TSpec> field, string text, string? typed = null)
    {
        try
        {
            return field.Set(spec, text);
        }
        catch (ArgumentException failure)
        {
            var name = typed ?? (field.Name is "problem" or "file" ? field.Name : $"--{field.Name}");
            throw new UsageException($"{name}{failure.Message[field.Name.Length..]}");
        }
    }

    private static bool IsOption<TSpec>(SpecField<TSpec> field) => field.Name is not ("problem" or "file");

    private static Option OptionOf(SpecField<ExperimentSpec> field)
    {
        var (functions, own) = (field.Get(ExperimentSpec.For("sinusoid")), field.Get(ExperimentSpec.For("series")));
        return Make(field, field.Description + (field.IsSwitch || field.MayChange || functions is null ? "" : functions == own ? $" [{functions}]" : $" [{functions}; csv, series: {own}]"));
    }

    private static Option Make<TSpec>(SpecField<TSpec> field, string description)
        => field.IsSwitch ? new Option<bool>($"--{field.Name}") { Description = description } : new Option<string>($"--{field.Name}") { Description = description };
}
