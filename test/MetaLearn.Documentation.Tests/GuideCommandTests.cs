namespace MetaLearn.Documentation.Tests;

/// <summary>
/// Blocks of commands that a document says are run: <c>&lt;!-- commands: days.csv --&gt;</c>. A document's blocks run one after the other in an empty folder that holds
/// the named files of samples/OwnData.
/// </summary>
public sealed class GuideCommandTests
{
    public static TheoryData<string> Guides => [.. CodeBlock.All().Where(block => block.Marked("commands") is not null).Select(block => block.Document).Distinct()];

    [Theory]
    [MemberData(nameof(Guides))]
    public void Commands_of_a_guide_run_one_after_the_other(string document)
    {
        var folder = Directory.CreateTempSubdirectory("metalearn-guide-").FullName;
        try
        {
            foreach (var block in CodeBlock.In(document).Where(block => block.Marked("commands") is not null))
            {
                foreach (var file in block.Marked("commands")!.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    File.Copy(Repository.At($"samples/OwnData/{file}"), Path.Combine(folder, file), overwrite: true);
                foreach (var line in block.Text.TrimEnd().Split('\n'))
                {
                    Assert.StartsWith("metalearn ", line, StringComparison.Ordinal);
                    Assert.NotEmpty(Sample.RunIn(folder, "MetaLearn.Cli", line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]));
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
