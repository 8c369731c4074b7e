using System.Globalization;
using MetaLearn.Files;

namespace MetaLearn.Reproductions;

/// <summary>
/// A network in a reproduction's folder. Its metadata say with which settings it was trained, so that a row whose settings have changed since never
/// takes the old network for its own.
/// </summary>
/// <param name="path">Of the safetensors file, which need not be there yet.</param>
/// <param name="settings">What decides the network, by name.</param>
internal sealed class NetworkFile(string path, IReadOnlyDictionary<string, string> settings)
{
    private const string Prefix = "setting.", Seconds = "seconds";

    /// <summary>Of the file.</summary>
    public string Path => path;

    /// <summary>Whether the network, or a beginning of it, is there.</summary>
    public bool Exists => File.Exists(path);

    /// <summary>What the file's metadata say besides.</summary>
    /// <param name="time">Of training so far.</param>
    public IReadOnlyDictionary<string, string> Notes(TimeSpan time) => settings
        .Select(setting => KeyValuePair.Create(Prefix + setting.Key, setting.Value))
        .Append(new(Seconds, time.TotalSeconds.ToString("R", CultureInfo.InvariantCulture)))
        .ToDictionary(StringComparer.Ordinal);

    /// <summary>Refuses a network that was trained with other settings.</summary>
    /// <returns>The time its training took so far.</returns>
    /// <exception cref="IOException">It was; the message names the first setting that differs, and both values.</exception>
    /// <exception cref="FileFormatException">The file is damaged.</exception>
    public TimeSpan Check()
    {
        var notes = SafeTensorsFile.Read(path).Metadata;
        var found = notes.Where(note => note.Key.StartsWith(Prefix, StringComparison.Ordinal)).ToDictionary(note => note.Key[Prefix.Length..], note => note.Value);
        if (found.Count == 0) throw Refusal("does not say with which settings its network was trained");
        foreach (var name in settings.Keys.Union(found.Keys).Order(StringComparer.Ordinal))
            if (settings.GetValueOrDefault(name) != found.GetValueOrDefault(name))
                throw Refusal($"was trained with {name} {found.GetValueOrDefault(name) ?? "not set"}, expected {settings.GetValueOrDefault(name) ?? "not set"}");
        return notes.TryGetValue(Seconds, out var text) && double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;
    }

    private IOException Refusal(string what) => new($"{path}: {what}; choose another folder, or delete the file to train it again.");
}
