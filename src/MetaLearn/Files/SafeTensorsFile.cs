using System.Collections.Immutable;

namespace MetaLearn.Files;

/// <summary>
/// Named arrays and a map of strings in the safetensors format, as PyTorch users exchange them: eight bytes of little-endian header length, a JSON
/// header, the bytes of the arrays. Immutable and held in memory as a whole.
/// </summary>
public sealed class SafeTensorsFile
{
    internal const string MetadataKey = "__metadata__";

    /// <summary>Collects arrays and metadata for writing.</summary>
    /// <param name="arrays">In any order; names must differ.</param>
    /// <param name="metadata">Free strings; none when left out.</param>
    /// <exception cref="ArgumentException">Two arrays have the same name.</exception>
    public SafeTensorsFile(IEnumerable<NamedArray> arrays, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        var byName = ImmutableSortedDictionary.CreateBuilder<string, NamedArray>(StringComparer.Ordinal);
        foreach (var array in arrays)
            if (!byName.TryAdd(array.Name, array))
                throw new ArgumentException($"Two arrays are called '{array.Name}'.", nameof(arrays));
        Arrays = byName.ToImmutable();
        Metadata = (metadata ?? ImmutableDictionary<string, string>.Empty).ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    /// <summary>The arrays by name, in ordinal order.</summary>
    public IReadOnlyDictionary<string, NamedArray> Arrays { get; }

    /// <summary>The free strings of the header's <c>__metadata__</c>, in ordinal order of their keys; empty when there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads a whole file and checks all of it: header, types, and that the arrays cover the data without gap or overlap.</summary>
    /// <param name="path">Of a file of at most 2 GiB.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileFormatException">It is not a safetensors file, is damaged, or holds an element type that is not in <see cref="StoredType"/>.</exception>
    public static SafeTensorsFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path)) throw new FileFormatException(path, "is a folder, expected a safetensors file.");
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: there is no such file.", path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return SafeTensorsReader.Read(path, stream);
    }

    /// <summary>Writes the file atomically (see <see cref="AtomicFile"/>). The same content always gives the same bytes.</summary>
    /// <param name="path">To make or replace.</param>
    /// <exception cref="IOException">It could not be written; a file that was there is unchanged.</exception>
    public void Write(string path) => AtomicFile.Write(path, Write);

    /// <summary>
    /// Writes the file's bytes: arrays with wide elements first, then by name in ordinal order, the header padded with spaces, so that every
    /// array is aligned to its element.
    /// </summary>
    /// <param name="stream">Written to from its present position.</param>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        SafeTensorsWriter.Write(stream, [.. Arrays.Values.OrderByDescending(a => NamedArray.BytesPerElement(a.Type))], Metadata);
    }
}
