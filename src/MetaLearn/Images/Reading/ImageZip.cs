using System.IO.Compression;
using MetaLearn.Episodes;

namespace MetaLearn.Images;

/// <summary>The files in a zip, read one by one without unpacking it to disk. Whatever would escape a folder, occurs twice or is too large is refused by name.</summary>
internal sealed class ImageZip : IDisposable
{
    /// <summary>Bytes that one entry may unpack to: 64 MiB.</summary>
    public const long LargestEntry = 64 << 20;

    /// <summary>Bytes that all entries together may unpack to beside <see cref="LargestExpansion"/> times the zip's own: 256 MiB.</summary>
    public const long Allowance = 256 << 20;

    // Pictures are compressed already and hardly shrink in a zip.
    private const int LargestExpansion = 8;

    private readonly string path;
    private readonly ZipArchive zip;
    private readonly Lock reading = new();

    private ImageZip(string path, Func<string, bool> wanted, long largest, long allowance)
    {
        this.path = path;
        zip = new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16), ZipArchiveMode.Read);
        try
        {
            Files = Wanted(wanted, largest, allowance);
        }
        catch
        {
            zip.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Names with forward slashes, in the zip's order, and what reads the whole content, from any thread and as often as one likes until the zip is closed. Reading throws a <see cref="DataException"/>
    /// where an entry is damaged or is not as long as it says.
    /// </summary>
    public IReadOnlyList<(string Name, Func<byte[]> Read)> Files { get; }

    /// <summary>Opens a zip and looks through its directory; no file in it is read yet. Folders are passed over.</summary>
    /// <param name="path">Of the zip.</param>
    /// <param name="wanted">Which names to read; refuses the others by its own exception, or passes over them by false.</param>
    /// <param name="largest">Bytes that one entry may unpack to.</param>
    /// <param name="allowance">Bytes that all read entries together may unpack to beyond eight times the zip's length.</param>
    /// <exception cref="DataException">It is no zip, is damaged, or holds an entry that is refused.</exception>
    public static ImageZip Open(string path, Func<string, bool> wanted, long largest = LargestEntry, long allowance = Allowance)
    {
        try
        {
            return new(path, wanted, largest, allowance);
        }
        catch (InvalidDataException damaged)
        {
            throw Damaged(path, damaged);
        }
    }

    /// <summary>Every file at once, for zips whose contents are all kept anyway. Parameters and exceptions as of <see cref="Open"/>.</summary>
    /// <returns>Names with forward slashes and whole contents, in the zip's order.</returns>
    public static List<(string Name, byte[] Content)> Read(string path, Func<string, bool> wanted, long largest = LargestEntry, long allowance = Allowance)
    {
        using var zip = Open(path, wanted, largest, allowance);
        return [.. zip.Files.Select(file => (file.Name, file.Read()))];
    }

    /// <inheritdoc/>
    public void Dispose() => zip.Dispose();

    private List<(string, Func<byte[]>)> Wanted(Func<string, bool> wanted, long largest, long allowance)
    {
        var files = new List<(string, Func<byte[]>)>();
        var seen = new HashSet<string>(zip.Entries.Count);
        var (total, most) = (0L, allowance + LargestExpansion * new FileInfo(path).Length);
        foreach (var entry in zip.Entries)
        {
            var name = entry.FullName;
            if (Refusal(name) is { } reason) throw new DataException(path, null, $"Entry '{name}' {reason}; expected a path inside the zip.");
            if (!seen.Add(name)) throw new DataException(path, null, $"Entry '{name}' is there twice; names must differ.");
            if (name.EndsWith('/') || !wanted(name)) continue;
            if (entry.Length > largest) throw new DataException(path, null, $"Entry '{name}' says that it unpacks to {entry.Length} bytes; at most {largest} are read.");
            total += entry.Length;
            if (total > most) throw new DataException(path, null, $"The entries up to '{name}' say that they unpack to {total} bytes together; at most {most} are read of a zip of this length.");
            files.Add((name, () => Content(entry)));
        }
        return files;
    }

    private byte[] Content(ZipArchiveEntry entry)
    {
        var content = new byte[entry.Length];
        try
        {
            // The entries of a zip share its stream.
            lock (reading)
            {
                using var stream = entry.Open();
                var read = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
                // What the directory of the zip says need not be true.
                if (read < content.Length || stream.ReadByte() >= 0)
                    throw new DataException(path, null, $"Entry '{entry.FullName}' unpacks to {(read < content.Length ? "fewer" : "more")} than the {content.Length} bytes that it says.");
            }
        }
        catch (InvalidDataException damaged)
        {
            throw Damaged(path, damaged);
        }
        return Crc32.Compute(content) == entry.Crc32 ? content : throw new DataException(path, null, $"The checksum of entry '{entry.FullName}' is wrong; the zip is damaged.");
    }

    private static DataException Damaged(string path, InvalidDataException damaged) => new(path, null, $"The zip is damaged or cut off, or is none ({damaged.Message.TrimEnd('.')}).", damaged);

    private static string? Refusal(string name)
    {
        if (name.Length == 0) return "has no name";
        if (name.Contains('\\', StringComparison.Ordinal)) return "has a backslash in its path";
        if (name[0] == '/' || name.Length > 1 && name[1] == ':') return "has an absolute path";
        return name.Split('/').Contains("..") ? "leads out of the zip's folder" : null;
    }
}
