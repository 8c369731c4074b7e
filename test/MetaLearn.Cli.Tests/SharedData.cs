namespace MetaLearn.Cli.Tests;

/// <summary>The folder of real data sets: the variable METALEARN_DATA, or shared/data beside the repository.</summary>
internal static class SharedData
{
    /// <summary>Path of a file in it; skips the test where there is none.</summary>
    public static string File(string name)
    {
        var folder = Environment.GetEnvironmentVariable("METALEARN_DATA") ?? Beside(new DirectoryInfo(AppContext.BaseDirectory));
        var path = Path.Combine(folder ?? "", name);
        Skip.If(folder is null || !System.IO.File.Exists(path), $"needs {name} in the folder that METALEARN_DATA names");
        return path;
    }

    private static string? Beside(DirectoryInfo? folder)
    {
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "MetaLearn.slnx"))) folder = folder.Parent;
        return folder?.Parent is { } parent ? Path.Combine(parent.FullName, "shared", "data") : null;
    }
}
