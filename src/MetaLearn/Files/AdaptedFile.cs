using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MetaLearn.Files;

/// <summary>
/// An adapted model as its file has it, without its base: a safetensors file with arrays <c>state.0</c>, <c>state.1</c>, …, <c>support.x</c> and
/// <c>support.y</c>, and in its metadata format, base hash, inner steps, checksum and notes (<c>note.…</c>).
/// </summary>
public sealed record AdaptedFile
{
    internal const string SupportXName = "support.x", SupportYName = "support.y";
    private const string FormatPrefix = "metalearn-adapted-", StatePrefix = "state.", NotePrefix = "note.";
    private const int Version = 1;

    internal AdaptedFile() { }

    /// <summary>The file, as it was given.</summary>
    public required string Path { get; init; }

    /// <summary>Hash of the base it was adapted from; see <see cref="Algorithms.TrainedModel.Hash"/>.</summary>
    public required string BaseHash { get; init; }

    /// <summary>Inner steps of the adaptation.</summary>
    public required int InnerSteps { get; init; }

    /// <summary>The adapted state, in order.</summary>
    public required IReadOnlyList<NamedArray> State { get; init; }

    /// <summary>Support examples, <c>[SupportRows, ..XRow]</c>.</summary>
    public required NamedArray SupportX { get; init; }

    /// <summary>What is known of the support examples, <c>[SupportRows, ..YRow]</c>.</summary>
    public required NamedArray SupportY { get; init; }

    /// <summary>What whoever saved it noted.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Examples it was adapted to, at least 1.</summary>
    public int SupportRows => SupportX.Shape[0];

    /// <summary>Reads and checks a file, but not that it fits a base.</summary>
    /// <param name="path">Of the file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileFormatException">It is truncated, damaged, no adapted model, or of a newer format.</exception>
    public static AdaptedFile Read(string path)
    {
        var file = SafeTensorsFile.Read(path);
        CheckFormat(path, file.Metadata);
        string Entry(string name) => file.Metadata.TryGetValue(name, out var value) ? value : throw new FileFormatException(path, $"is not an adapted model: it has no '{name}' in its metadata.");
        NamedArray Array(string name) => file.Arrays.TryGetValue(name, out var array) && array is { Type: StoredType.F32 }
            ? array
            : throw new FileFormatException(path, $"is not an adapted model: it has no array '{name}' of type F32.");
        var found = new AdaptedFile
        {
            Path = path,
            BaseHash = Entry("base"),
            InnerSteps = Whole(path, "inner_steps", Entry("inner_steps")),
            State = [.. Enumerable.Range(0, Whole(path, "state_arrays", Entry("state_arrays"))).Select(i => Array(StateName(i)))],
            SupportX = Array(SupportXName),
            SupportY = Array(SupportYName),
            Notes = file.Metadata.Where(entry => entry.Key.StartsWith(NotePrefix, StringComparison.Ordinal))
                .ToImmutableSortedDictionary(entry => entry.Key[NotePrefix.Length..], entry => entry.Value, StringComparer.Ordinal),
        };
        if (found.SupportX.Shape.Rank == 0 || found.SupportY.Shape.Rank == 0 || found.SupportRows == 0 || found.SupportRows != found.SupportY.Shape[0])
            throw new FileFormatException(path, $"holds a support set of shapes {found.SupportX.Shape} and {found.SupportY.Shape}, expected equally many rows, at least 1.");
        return Entry("checksum") == found.Checksum()
            ? found
            : throw new FileFormatException(path, "is damaged: its content does not have the checksum that it was saved with.");
    }

    internal static string StateName(int index) => $"{StatePrefix}{index.ToString(CultureInfo.InvariantCulture)}";

    internal void Write() => new SafeTensorsFile([.. State, SupportX, SupportY], Notes
        .Select(note => KeyValuePair.Create(NotePrefix + note.Key, note.Value))
        .Concat(
        [
            new("format", $"{FormatPrefix}{Version}"),
            new("base", BaseHash),
            new("inner_steps", InnerSteps.ToString(CultureInfo.InvariantCulture)),
            new("state_arrays", State.Count.ToString(CultureInfo.InvariantCulture)),
            new("checksum", Checksum()),
        ]).ToDictionary(StringComparer.Ordinal)).Write(Path);

    private static void CheckFormat(string path, IReadOnlyDictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue("format", out var format)) throw new FileFormatException(path, "is a safetensors file, but not an adapted model: it names no format.");
        if (!format.StartsWith(FormatPrefix, StringComparison.Ordinal) || !int.TryParse(format.AsSpan(FormatPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            throw new FileFormatException(path, $"is of format '{format}', expected an adapted model ({FormatPrefix}{Version}).");
        if (version > Version)
            throw new FileFormatException(path, $"is an adapted model of format version {version}; this version of MetaLearn reads up to {Version}, so use a newer one.");
    }

    private static int Whole(string path, string name, string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new FileFormatException(path, $"has '{name}' = '{text}' in its metadata, expected a whole number.");

    // Of all that decides what the model predicts; who wrote the file may reorder it.
    private string Checksum()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{BaseHash} {InnerSteps.ToString(CultureInfo.InvariantCulture)}\n"));
        foreach (var array in State.Append(SupportX).Append(SupportY))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{array.Name} {array.Shape}\n"));
            hash.AppendData(array.Bytes.Span);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
