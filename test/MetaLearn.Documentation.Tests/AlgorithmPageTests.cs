using MetaLearn.Algorithms;
using MetaLearn.Reinforcement.Learning;

namespace MetaLearn.Documentation.Tests;

public sealed class AlgorithmPageTests
{
    private static readonly string[] Sections = ["## Equation", "## Pseudocode", "## Differences", "## Results", "## Command"];

    public static TheoryData<string> Learners =>
    [
        .. typeof(MetaLearner).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(MetaLearner)) && !type.IsAbstract).Select(type => type.Name),
    ];

    public static TheoryData<string> Pages => [.. Paths];

    private static IEnumerable<string> Paths => Repository.Documents.Where(path => path.StartsWith("docs/algorithms/", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Learners))]
    public void Every_learner_has_a_page_that_names_its_source(string learner)
    {
        var link = $"](../../src/MetaLearn/Algorithms/{learner}.cs)";
        Assert.Contains(Paths.Select(Repository.Read), page => page.Contains(link, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_has_every_section(string page)
    {
        var text = Repository.Read(page);
        var places = Sections.Select(section => text.IndexOf($"\n{section}", StringComparison.Ordinal)).ToList();
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
    }

    [Fact]
    public void Lines_of_source_on_a_page_stand_in_the_source()
    {
        var blocks = Paths.SelectMany(CodeBlock.In).Where(block => block.Marked("source") is not null).ToList();
        Assert.NotEmpty(blocks);
        foreach (var block in blocks)
            foreach (var line in block.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                Assert.True(Repository.Read(block.Marked("source")!).Contains(line.Trim(), StringComparison.Ordinal), $"{block.Document} shows a line that is not in {block.Marked("source")}: {line}");
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Pseudocode_names_methods_that_exist(string page)
    {
        var block = Assert.Single(CodeBlock.In(page), block => block.Mark == "pseudocode");
        var known = new[] { typeof(MetaLearner).Assembly, typeof(PolicyMaml).Assembly, typeof(Autodiff.Expression).Assembly }.SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetMembers().Select(member => member.Name).Append(type.Name)).ToHashSet();
        var called = System.Text.RegularExpressions.Regex.Matches(block.Text, @"\b([A-Z]\w+)\(").Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.True(called.Count >= 3, $"{page} calls only {string.Join(", ", called)}.");
        Assert.All(called, name => Assert.Contains(name, known));
    }
}
