using System.Text.RegularExpressions;

namespace MetaLearn.Documentation.Tests;

public sealed partial class LinkTests
{
    public static TheoryData<string> Documents => [.. Repository.Documents];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_lead_to_files_and_headings_that_exist(string document)
    {
        foreach (var target in Link().Matches(Prose(document)).Select(match => match.Groups[1].Value).Where(target => !target.Contains("://", StringComparison.Ordinal)))
        {
            var parts = target.Split('#', 2);
            var path = parts[0].Length == 0 ? document : Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.At(document), "..", parts[0])));
            Assert.True(File.Exists(Repository.At(path)) || Directory.Exists(Repository.At(path)), $"{document} links to {target}, which is not there.");
            if (parts.Length == 2) Assert.True(Headings(path).Contains(parts[1]), $"{document} links to {target}; there is no such heading.");
        }
    }

    [Fact]
    public void Decisions_are_numbered_without_gaps()
    {
        var numbers = Repository.Documents.Where(path => path.StartsWith("docs/decisions/", StringComparison.Ordinal)).Select(path => Path.GetFileName(path)[..5]).ToList();
        Assert.NotEmpty(numbers);
        Assert.Equal(Enumerable.Range(1, numbers.Count).Select(number => $"{number:0000}-"), numbers);
    }

    // As code hosts make them: lower case, spaces to hyphens, other signs dropped.
    private static HashSet<string> Headings(string path) =>
    [
        .. Heading().Matches(Prose(path)).Select(match => OtherSigns().Replace(match.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-')),
    ];

    private static string Prose(string document) => Fence().Replace(Repository.Read(document), "");

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ +(.+?) *$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex OtherSigns();

    [GeneratedRegex(@"^```.*?^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
