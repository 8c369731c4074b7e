namespace MetaLearn.Episodes;

/// <summary>The user's data cannot be used. The message is one sentence that says where, what was found and what was expected.</summary>
public sealed class DataException : Exception
{
    /// <summary>With a message that does not say what is wrong; prefer the others.</summary>
    public DataException() { }

    /// <summary>With a whole message.</summary>
    public DataException(string message) : base(message) { }

    /// <summary>With a whole message and its cause.</summary>
    public DataException(string message, Exception? innerException) : base(message, innerException) { }

    /// <summary>A problem in a file: the message becomes <c>FILE: problem</c> or <c>FILE, line N: problem</c>.</summary>
    /// <param name="file">Path of the file.</param>
    /// <param name="line">Line where the row starts, counted from 1 with the header; null when the file as a whole is meant.</param>
    /// <param name="problem">The rest of the sentence.</param>
    /// <param name="innerException">Its cause, if any.</param>
    public DataException(string file, long? line, string problem, Exception? innerException = null)
        : base(line is { } number ? $"{file}, line {number}: {problem}" : $"{file}: {problem}", innerException) => (File, Line) = (file, line);

    /// <summary>Path of the file; null when the data came from elsewhere.</summary>
    public string? File { get; }

    /// <summary>Line where the row starts, counted from 1 with the header; null when the data as a whole is meant.</summary>
    public long? Line { get; }
}
