namespace MetaLearn.Files;

/// <summary>A file does not hold what it must: truncated, foreign or inconsistent. The message is one sentence that begins with the file's path.</summary>
public sealed class FileFormatException : Exception
{
    /// <summary>Says what is wrong with which file.</summary>
    /// <param name="path">Of the file.</param>
    /// <param name="problem">What was found and what was expected, as the rest of a sentence that begins with the path and a colon.</param>
    /// <param name="cause">The parser's own complaint, where there is one.</param>
    public FileFormatException(string path, string problem, Exception? cause = null) : base($"{path}: {problem}", cause) => Path = path;

    /// <summary>The file, as it was given.</summary>
    public string Path { get; }
}
