namespace MetaLearn;

/// <summary>Finds what a mistyped name was probably meant to be, for error messages.</summary>
public static class Suggest
{
    /// <summary>
    /// The candidate with the smallest edit distance (insertions, deletions, replacements) from the name, ignoring case; the first of several.
    /// </summary>
    /// <param name="name">What was typed.</param>
    /// <param name="candidates">What exists.</param>
    /// <returns>Null when there is no candidate.</returns>
    /// <example><c>Suggest.Nearest("temprature", ["wind", "temperature"])</c> is <c>"temperature"</c>.</example>
    public static string? Nearest(string name, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(candidates);
        return candidates.MinBy(candidate => Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant()));
    }

    // Levenshtein's distance, one row of its table at a time.
    private static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.Length];
    }
}
