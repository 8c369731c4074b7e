using System.CommandLine;
using MetaLearn.Experiments;

namespace MetaLearn.Cli;

/// <summary>The settings of an experiment as options of a command, all from one table.</summary>
internal sealed class SpecOptions
{
    private readonly List<(SpecField Field, Option Option)> options =
        [.. SpecField.All.Where(field => field.Name is not ("problem" or "file")).Select(field => (field, OptionOf(field)))];

    public void AddTo(Command command)
    {
        foreach (var (_, option) in options) command.Add(option);
    }

    /// <summary>The settings that were given, with their texts.</summary>
    public IEnumerable<(SpecField Field, string Text)> Given(ParseResult parsed)
    {
        foreach (var (field, option) in options)
            if (parsed.GetResult(option) is { Implicit: false })
                yield return (field, option is Option<bool> ? parsed.GetValue((Option<bool>)option) ? "yes" : "no" : parsed.GetValue((Option<string>)option) ?? "");
    }

    /// <summary>The spec with the settings that were given.</summary>
    public static ExperimentSpec Apply(ExperimentSpec spec, IEnumerable<(SpecField Field, string Text)> given)
    {
        foreach (var (field, text) in given) spec = Set(spec, field, text);
        return spec;
    }

    /// <summary>
    /// The spec of a run that is continued: what is given again must be what it was started with, save what changes no bit of the result.
    /// </summary>
    public static ExperimentSpec ApplyToRun(ExperimentSpec spec, string folder, IEnumerable<(SpecField Field, string Text)> given)
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
    public static ExperimentSpec Set(ExperimentSpec spec, SpecField field, string text, string? typed = null)
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

    private static Option OptionOf(SpecField field)
    {
        if (field.IsSwitch) return new Option<bool>($"--{field.Name}") { Description = field.Description };
        var (functions, own) = (field.Get(ExperimentSpec.For("sinusoid")), field.Get(ExperimentSpec.For("series")));
        var defaults = field.MayChange || functions is null ? "" : functions == own ? $" [{functions}]" : $" [{functions}; csv, series: {own}]";
        return new Option<string>($"--{field.Name}") { Description = field.Description + defaults };
    }
}
