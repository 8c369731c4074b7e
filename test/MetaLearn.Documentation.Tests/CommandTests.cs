using System.Text.RegularExpressions;

namespace MetaLearn.Documentation.Tests;

public sealed partial class CommandTests
{
    private static IEnumerable<(string Document, string Verb, string Text)> Commands => Repository.Documents.SelectMany(document =>
        Command().Matches(Repository.Read(document)).Select(match => (document, match.Groups["verb"].Value, match.Groups["rest"].Value)));

    public static TheoryData<string> Verbs => [.. Commands.Select(command => command.Verb).Distinct()];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Commands_in_documents_have_options_that_exist(string verb)
    {
        var help = Sample.Run("MetaLearn.Cli", verb, "--help");
        Assert.Contains($"metalearn {verb} ", help, StringComparison.Ordinal);
        foreach (var (document, _, text) in Commands.Where(command => command.Verb == verb))
            foreach (var option in Option().Matches(text).Select(match => match.Value))
                Assert.True(Regex.IsMatch(help, $@"(^|[\s,]){option}\b(?!-)"), $"{document}: 'metalearn {verb}' has no {option}.");
    }

    // In a block or between back-ticks: "metalearn VERB …", or "dotnet run … MetaLearn.Cli -- VERB …".
    [GeneratedRegex(@"(?:^metalearn|`metalearn|MetaLearn\.Cli --) (?<verb>[a-z]+)(?<rest>[^`\n#]*)", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex("--[a-z][a-z-]*")]
    private static partial Regex Option();
}
