namespace MetaLearn.Episodes;

/// <summary>Where real data sets lie that are not the repository's: the folder that the variable METALEARN_DATA names, or <c>../shared/data</c>.</summary>
internal static class DataFolder
{
    private const string Variable = "METALEARN_DATA";

    /// <summary>The full path of the folder itself, which need not exist.</summary>
    /// <param name="given">The folder, where the user named it; null by default.</param>
    public static string Of(string? given = null) => Path.GetFullPath(given ?? Environment.GetEnvironmentVariable(Variable) ?? Path.Combine("..", "shared", "data"));

    /// <summary>The path of a file in it.</summary>
    /// <param name="name">With forward slashes.</param>
    /// <param name="given">The folder, where the user named it; null by default.</param>
    /// <exception cref="FileNotFoundException">It is not there; the message says what to set.</exception>
    public static string Find(string name, string? given = null)
    {
        var path = Path.Combine(Of(given), name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path}: there is no such file; name the folder that holds {name} with --data or {Variable}.", path);
    }
}
