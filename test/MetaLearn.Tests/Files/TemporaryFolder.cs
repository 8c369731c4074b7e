namespace MetaLearn.Tests.Files;

/// <summary>A fresh folder for one test, deleted with what is in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("metalearn-test-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string FileOf(string name, ReadOnlySpan<byte> content)
    {
        System.IO.File.WriteAllBytes(File(name), content);
        return File(name);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
