using System.Collections.Immutable;
using System.Globalization;

namespace MetaLearn.Experiments;

/// <summary>Settings of the usual kinds, as text in the invariant culture.</summary>
/// <typeparam name="TSpec">Whose settings.</typeparam>
internal static class FieldText<TSpec>
{
    public static SpecField<TSpec> Integer(string name, string description, Func<TSpec, int?> get, Func<TSpec, int, TSpec> set)
        => new(name, description, spec => Text(get(spec)), (spec, text) => set(spec, ToInteger(text)));

    public static SpecField<TSpec> Switch(string name, string description, Func<TSpec, bool> get, Func<TSpec, bool, TSpec> set)
        => new(name, description, spec => get(spec) ? "yes" : "no", (spec, text) => set(spec, text is "yes" or "no" ? text == "yes" : throw Expected("yes or no"))) { IsSwitch = true };

    public static SpecField<TSpec> Long(string name, string description, Func<TSpec, long?> get, Func<TSpec, long, TSpec> set)
        => new(name, description, spec => Text(get(spec)), (spec, text) => set(
            spec, long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : throw Expected("a whole number")));

    public static SpecField<TSpec> Real(string name, string description, Func<TSpec, double?> get, Func<TSpec, double, TSpec> set)
        => new(name, description, spec => Text(get(spec)), (spec, text) => set(
            spec, double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : throw Expected("a number")));

    public static SpecField<TSpec> Names(
        string name, string description, Func<TSpec, ImmutableArray<string>> get, Func<TSpec, ImmutableArray<string>, TSpec> set)
        => new(name, description, spec => get(spec).IsEmpty ? null : string.Join(',', get(spec)),
            (spec, text) => set(spec, [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]));

    public static int ToInteger(string text)
        => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : throw Expected("a whole number");

    public static string? Text(IFormattable? value) => value?.ToString(value is double ? "R" : null, CultureInfo.InvariantCulture);

    public static ArgumentException Expected(string what) => new($"Expected {what}.");
}
