using MetaLearn.Episodes;

namespace MetaLearn.Images;

/// <summary>The files of a folder and its subfolders, or of a zip, in ordinal order of their paths.</summary>
/// <param name="Root">Of the folder or zip; empty for a single file.</param>
/// <param name="Files">Paths below the root, with forward slashes, and how to read them. Thread-safe.</param>
/// <param name="Others">Files that are no pictures by their names.</param>
/// <param name="Source">The zip that they are read from, closed with this; null without one.</param>
internal sealed record PictureFiles(string Root, IReadOnlyList<(string Name, Func<byte[]> Read)> Files, int Others, ImageZip? Source = null) : IDisposable
{
    /// <summary>Finds the pictures: names that end in .png, .jpg or .jpeg, in any case; names that begin with a dot are passed over.</summary>
    /// <exception cref="DataException">There is no such folder or zip, the zip is damaged, or there is no picture.</exception>
    public static PictureFiles In(string path)
    {
        var found = Directory.Exists(path) ? OfFolder(path) : File.Exists(path) ? OfZip(path) : throw new DataException(path, null, "There is no such folder, and no such zip.");
        if (found.Files.Count > 0) return found with { Files = [.. found.Files.OrderBy(file => file.Name, StringComparer.Ordinal)] };
        found.Dispose();
        throw new DataException(path, null, $"There is no picture: expected files that end in .png, .jpg or .jpeg, found {found.Others} other{(found.Others == 1 ? "" : "s")}.");
    }

    /// <summary>Closes the zip, if it is one; no file can be read after.</summary>
    public void Dispose() => Source?.Dispose();

    /// <summary>A single file, whatever it is called.</summary>
    /// <exception cref="DataException">There is none.</exception>
    public static PictureFiles One(string path) => File.Exists(path) ? new("", [(path, () => File.ReadAllBytes(path))], 0) : throw new DataException(path, null, "There is no such file.");

    /// <summary>A file for messages.</summary>
    public string Called(string name) => Root.Length == 0 ? name : Directory.Exists(Root) ? Path.Combine(Root, name) : $"{Root}: {name}";

    private static PictureFiles OfFolder(string path)
    {
        var (files, others) = (new List<(string Name, Func<byte[]> Read)>(), 0);
        foreach (var file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(path, file).Replace('\\', '/');
            if (IsHidden(name)) continue;
            if (IsPicture(name)) files.Add((name, () => File.ReadAllBytes(file)));
            else others++;
        }
        return new(path, files, others);
    }

    // Each is read as it is decoded: together they may be more than the memory.
    private static PictureFiles OfZip(string path)
    {
        var others = 0;
        var zip = ImageZip.Open(path, name =>
        {
            if (IsPicture(name)) return !IsHidden(name);
            others++;
            return false;
        });
        return new(path, zip.Files, others, zip);
    }

    private static bool IsHidden(string name) => name.Split('/').Any(part => part.StartsWith('.'));

    private static bool IsPicture(string name) => Path.GetExtension(name).ToUpperInvariant() is ".PNG" or ".JPG" or ".JPEG";
}
