namespace MetaLearn.Experiments;

/// <summary>One setting of a spec as text: the command line, <c>run.json</c> and help are made of these.</summary>
/// <typeparam name="TSpec">An immutable record of settings, such as <see cref="ExperimentSpec"/>.</typeparam>
public sealed class SpecField<TSpec>
{
    private readonly Func<TSpec, string?> get;
    private readonly Func<TSpec, string, TSpec> set;

    internal SpecField(string name, string description, Func<TSpec, string?> get, Func<TSpec, string, TSpec> set)
        => (Name, Description, this.get, this.set) = (name, description, get, set);

    /// <summary>As on the command line, without the dashes: <c>inner-steps</c>.</summary>
    public string Name { get; }

    /// <summary>What it is, for help.</summary>
    public string Description { get; }

    /// <summary>Whether a run may be continued with another value: it changes no bit of the result.</summary>
    public bool MayChange { get; internal init; }

    /// <summary>Whether it is on or off and is given without a value.</summary>
    public bool IsSwitch { get; internal init; }

    /// <summary>The value as text in the invariant culture; null where there is none.</summary>
    public string? Get(TSpec spec) => get(spec);

    /// <summary>The same spec with another value.</summary>
    /// <param name="spec">Unchanged.</param>
    /// <param name="text">In the invariant culture.</param>
    /// <exception cref="ArgumentException">The text is no value of this setting; the message names both.</exception>
    public TSpec Set(TSpec spec, string text)
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
}
