namespace MetaLearn.Experiments;

/// <summary>Things that an option names.</summary>
/// <param name="what">What they are, with its article: <c>an optimiser</c>.</param>
/// <param name="entries">Name and thing, in the order they are listed in.</param>
internal sealed class Choice<T>(string what, params (string Name, T Value)[] entries)
{
    /// <summary>All names, for help texts.</summary>
    public string Names => string.Join(", ", entries.Select(entry => entry.Name));

    /// <summary>All names and things.</summary>
    public IReadOnlyList<(string Name, T Value)> Entries => entries;

    /// <summary>The thing of this name.</summary>
    public T this[string name] => entries[IndexOf(name)].Value;

    /// <summary>The name itself, if it is one.</summary>
    /// <exception cref="ArgumentException">It names nothing; the message says the nearest name.</exception>
    public string Checked(string name) => entries[IndexOf(name)].Name;

    private int IndexOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var index = Array.FindIndex(entries, entry => entry.Name == name);
        return index >= 0
            ? index
            : throw new ArgumentException($"There is no {what} '{name}'; did you mean '{Suggest.Nearest(name, entries.Select(entry => entry.Name))}'? There are: {Names}.");
    }
}
