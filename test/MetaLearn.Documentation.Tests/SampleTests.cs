using System.Globalization;
using System.Text.RegularExpressions;

namespace MetaLearn.Documentation.Tests;

public sealed partial class SampleTests
{
    // Processors round differently, and thousands of training steps carry that into the second decimal.
    private const double Relative = 0.3;
    private const double Absolute = 0.1;

    public static TheoryData<string> Names => [.. Directory.EnumerateDirectories(Repository.At("samples")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> SourceFiles =>
    [
        .. Directory.EnumerateFiles(Repository.At("samples"), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.At("samples"), path).Replace('\\', '/'))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)),
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sample_prints_what_the_documents_say(string name)
    {
        var (exact, alike) = (Shown("exact output", name), Shown("output", name));
        Assert.True(exact.Count + alike.Count > 0, $"No document shows what {name} prints.");
        var printed = Sample.Run(name);
        foreach (var text in exact) Assert.Equal(text, printed);
        foreach (var text in alike) AssertAlike(text, printed);
    }

    [Fact]
    public void Every_block_of_csharp_stands_in_a_sample()
    {
        foreach (var block in CodeBlock.All().Where(block => block.Language == "csharp"))
        {
            var path = block.Marked("sample");
            Assert.True(path is not null, $"{block.Document} has C# that no sample runs; mark it with <!-- sample: Name/File.cs -->:\n{block.Text}");
            Assert.True(Repository.Read($"samples/{path}").Contains(block.Text, StringComparison.Ordinal), $"{block.Document} differs from samples/{path}:\n{block.Text}");
        }
    }

    [Theory]
    [MemberData(nameof(SourceFiles))]
    public void Every_line_of_a_sample_is_shown_in_a_document(string path)
    {
        var shown = CodeBlock.All().Where(block => block.Marked("sample") == path).SelectMany(block => block.Text.Split('\n')).ToHashSet();
        foreach (var line in Repository.Read($"samples/{path}").Split('\n'))
            Assert.True(
                string.IsNullOrWhiteSpace(line) || line.StartsWith("using ", StringComparison.Ordinal) || line.StartsWith("namespace ", StringComparison.Ordinal) || shown.Contains(line),
                $"No document shows this line of samples/{path}: {line}");
    }

    [Fact]
    public void Numbers_far_from_the_shown_ones_are_refused()
    {
        AssertAlike("error 0.50 ± 0.04\n", "error 0.55 ± 0.05\n");
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => AssertAlike("error 0.50 ± 0.04\n", "error 0.90 ± 0.04\n"));
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => AssertAlike("error 0.50\n", "error NaN\n"));
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => AssertAlike("error 0.50\n", "loss 0.50\n"));
    }

    private static List<string> Shown(string key, string name) => [.. CodeBlock.All().Where(block => block.Marked(key) == name).Select(block => block.Text)];

    private static void AssertAlike(string shown, string printed)
    {
        Assert.Equal(Number().Replace(shown, "#"), Number().Replace(printed, "#"));
        foreach (var (expected, actual) in Number().Matches(shown).Zip(Number().Matches(printed)))
        {
            var (wanted, found) = (double.Parse(expected.Value, CultureInfo.InvariantCulture), double.Parse(actual.Value, CultureInfo.InvariantCulture));
            Assert.True(Math.Abs(wanted - found) <= Absolute + Relative * Math.Abs(wanted), $"The document says {wanted}, the sample prints {found}:\n{printed}");
        }
    }

    [GeneratedRegex(@"-?\d+(\.\d+)?")]
    private static partial Regex Number();
}
