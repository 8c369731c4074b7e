using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MetaLearn.Episodes;

/// <summary>
/// Which episodes (groups, series) are for meta-training, meta-validation and meta-test; none is in two. Decided by a hash of the name alone, so it is the
/// same on every machine and whatever the order of the file. The hash is the first 8 bytes, big-endian, of SHA-256 of <c>salt + "/" + name</c> in UTF-8.
/// </summary>
public sealed record EpisodeSplit
{
    private EpisodeSplit(IReadOnlyList<string> train, IReadOnlyList<string> validation, IReadOnlyList<string> test) =>
        (Train, Validation, Test) = (train, validation, test);

    /// <summary>Names of the meta-training episodes, in the order given.</summary>
    public IReadOnlyList<string> Train { get; }

    /// <summary>Names of the meta-validation episodes, in the order given.</summary>
    public IReadOnlyList<string> Validation { get; }

    /// <summary>Names of the meta-test episodes, in the order given.</summary>
    public IReadOnlyList<string> Test { get; }

    /// <summary>
    /// Each name on its own: its hash as a fraction of 2⁶⁴ below <paramref name="test"/> is meta-test, then below the sum meta-validation, else
    /// meta-training. A name keeps its part when others come or go; the sizes are only near the fractions.
    /// </summary>
    /// <param name="names">All different.</param>
    /// <param name="validation">Fraction for meta-validation, in [0, 1).</param>
    /// <param name="test">Fraction for meta-test, in [0, 1); the sum of both is below 1.</param>
    /// <param name="salt">Another salt is another split.</param>
    /// <exception cref="ArgumentException">A name occurs twice, or a fraction is out of its range.</exception>
    public static EpisodeSplit ByHash(IEnumerable<string> names, double validation, double test, string salt = "")
    {
        var all = Checked(names, validation, test, salt);
        double Place(string name) => Hash(name, salt) / 18446744073709551616.0;
        return Of(all, [.. all.Where(name => Place(name) < test)], [.. all.Where(name => Place(name) >= test && Place(name) < test + validation)]);
    }

    /// <summary>
    /// Exact sizes: names in order of their hash (equal hashes in ordinal order), the first <paramref name="test"/> of them meta-test, the next
    /// <paramref name="validation"/> meta-validation, the rest meta-training. A fraction's count is rounded to the nearest whole number, but at least 1 where the
    /// fraction is not 0; a fifth of 414 is 83.
    /// </summary>
    /// <param name="names">All different.</param>
    /// <param name="validation">Fraction for meta-validation, in [0, 1).</param>
    /// <param name="test">Fraction for meta-test, in [0, 1); the sum of both is below 1.</param>
    /// <param name="salt">Another salt is another split.</param>
    /// <exception cref="ArgumentException">A name occurs twice, a fraction is out of its range, or no name is left for meta-training.</exception>
    public static EpisodeSplit Exact(IEnumerable<string> names, double validation, double test, string salt = "")
    {
        var all = Checked(names, validation, test, salt);
        var tests = Count(test, all.Count);
        var validations = Count(validation, all.Count);
        if (tests + validations >= all.Count)
            throw new ArgumentException($"{all.Count} episodes are too few for {tests} meta-test, {validations} meta-validation and at least 1 meta-training.", nameof(names));
        var ordered = all.OrderBy(name => Hash(name, salt)).ThenBy(name => name, StringComparer.Ordinal).ToList();
        return Of(all, [.. ordered.Take(tests)], [.. ordered.Skip(tests).Take(validations)]);
    }

    /// <summary>As the user's own column says.</summary>
    /// <param name="episodes">Names, all different, with their parts.</param>
    /// <exception cref="ArgumentException">A name occurs twice, or a part has no episode.</exception>
    public static EpisodeSplit ByColumn(IEnumerable<(string Name, EpisodePart Part)> episodes)
    {
        ArgumentNullException.ThrowIfNull(episodes);
        var all = episodes.ToList();
        Checked(all.Select(episode => episode.Name), 0, 0, "");
        List<string> Of(EpisodePart part) => [.. all.Where(episode => episode.Part == part).Select(episode => episode.Name)];
        var split = new EpisodeSplit(Of(EpisodePart.Train), Of(EpisodePart.Validation), Of(EpisodePart.Test));
        return split is { Train.Count: > 0, Validation.Count: > 0, Test.Count: > 0 }
            ? split
            : throw new ArgumentException(
                $"The split column makes {split.Train.Count} episodes train, {split.Validation.Count} validation and {split.Test.Count} test; at least 1 of each is needed.", nameof(episodes));
    }

    private static int Count(double fraction, int all) => fraction == 0 ? 0 : Math.Max(1, (int)Math.Round(fraction * all, MidpointRounding.AwayFromZero));

    private static EpisodeSplit Of(List<string> all, HashSet<string> test, HashSet<string> validation) => new(
        [.. all.Where(name => !test.Contains(name) && !validation.Contains(name))], [.. all.Where(validation.Contains)], [.. all.Where(test.Contains)]);

    private static ulong Hash(string name, string salt) => BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{salt}/{name}")));

    private static List<string> Checked(IEnumerable<string> names, double validation, double test, string salt)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(salt);
        if (!(validation >= 0 && test >= 0 && validation + test < 1))
            throw new ArgumentException($"Fractions {validation} for validation and {test} for test: expected at least 0 each and a sum below 1.", nameof(validation));
        var all = names.ToList();
        var seen = new HashSet<string>();
        if (all.Find(name => !seen.Add(name)) is { } twice) throw new ArgumentException($"The name '{twice}' occurs twice; episodes need different names.", nameof(names));
        return all;
    }
}
