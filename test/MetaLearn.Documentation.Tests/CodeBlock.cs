using System.Text.RegularExpressions;

namespace MetaLearn.Documentation.Tests;

/// <summary>A fenced block of a document.</summary>
/// <param name="Document">Path of the document.</param>
/// <param name="Language">What stands after the opening fence.</param>
/// <param name="Mark">The HTML comment on the line before, such as <c>sample: FirstModel/Program.cs</c>; empty without one.</param>
/// <param name="Text">What stands between the fences.</param>
internal sealed partial record CodeBlock(string Document, string Language, string Mark, string Text)
{
    public static IEnumerable<CodeBlock> In(string document) => Fence().Matches(Repository.Read(document)).Select(match =>
        new CodeBlock(document, match.Groups["language"].Value, match.Groups["mark"].Value.Trim(), match.Groups["text"].Value));

    public static IEnumerable<CodeBlock> All() => Repository.Documents.SelectMany(In);

    /// <summary>What stands after a key in the mark; null where the mark has another key.</summary>
    public string? Marked(string key) => Mark.StartsWith(key + ":", StringComparison.Ordinal) ? Mark[(key.Length + 1)..].Trim() : null;

    [GeneratedRegex(@"(?:^<!--(?<mark>[^\n]*?)-->\n)?^```(?<language>[a-z]*)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
