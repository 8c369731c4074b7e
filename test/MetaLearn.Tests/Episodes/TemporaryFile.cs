using System.IO.Compression;
using System.Text;

namespace MetaLearn.Tests.Episodes;

/// <summary>A file that is gone when the test ends.</summary>
internal sealed class TemporaryFile : IDisposable
{
    public TemporaryFile(byte[] content)
    {
        Path = System.IO.Path.Combine(Directory.CreateTempSubdirectory("metalearn").FullName, "data.csv");
        File.WriteAllBytes(Path, content);
    }

    public TemporaryFile(string content) : this(Encoding.UTF8.GetBytes(content)) { }

    public string Path { get; }

    public static byte[] Gzip(string content)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(content));
        return zipped.ToArray();
    }

    public void Dispose() => Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);
}
