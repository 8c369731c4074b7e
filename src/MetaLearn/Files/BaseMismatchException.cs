namespace MetaLearn.Files;

/// <summary>An adapted model was made from another base than the one at hand. Its numbers would mean nothing there.</summary>
public sealed class BaseMismatchException : Exception
{
    private const int ShortDigits = 12;

    /// <summary>Says which file and both hashes, shortened.</summary>
    /// <param name="path">Of the adapted model.</param>
    /// <param name="expected">Hash of the base at hand.</param>
    /// <param name="found">Hash of the base that the file was adapted from.</param>
    public BaseMismatchException(string path, string expected, string found)
        : base($"{path}: was adapted from the base {Short(found)}, not from this one, {Short(expected)}; load it with the model it was adapted from, or adapt this one to its support set anew.")
        => (Path, Expected, Found) = (path, expected, found);

    /// <summary>The adapted model's file, as it was given.</summary>
    public string Path { get; }

    /// <summary>Hash of the base at hand; see <see cref="Algorithms.TrainedModel.Hash"/>.</summary>
    public string Expected { get; }

    /// <summary>Hash of the base that the file was adapted from.</summary>
    public string Found { get; }

    internal static string Short(string hash) => hash.Length > ShortDigits ? hash[..ShortDigits] : hash;
}
