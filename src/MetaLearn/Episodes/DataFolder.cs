namespace MetaLearn.Episodes;

/// <summary>Where real data sets lie that are not the repository's: the folder that the variable METALEARN_DATA names, or <c>../shared/data</c>.</summary>
internal static class DataFolder
{
    private const string Variable = "METALEARN_DATA";

    /// <summary>The path of a file in it.</summary>
    /// <param name="name">With forward slashes.</param>
    /// <param name="given">The folder, where the user named it; null by default.</param>
    /// <exception cref="FileNotFoundException">It is not there; the message says what to set.</exception>
    public static string Find(string name, string? given = null)
    {
        var folder = given ?? Environment.GetEnvironmentVariable(Variable) ?? Path.Combine("..", "shared", "data");
        var path = Path.GetFullPath(Path.Combine(folder, name));
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path}: there is no such file; name the folder that holds {name} with --data or {Variable}.", path);
    }
}
