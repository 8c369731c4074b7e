using System.Text.Json;

namespace MetaLearn.Cli.Tests;

public sealed class MeasuringTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public MeasuringTests()
    {
        Cli.Run(["train", "sinusoid", "--run", folder["maml"], .. Cli.Quick]).Succeeded();
        Cli.Run(["train", "sinusoid", "--run", folder["first"], "--algorithm", "fomaml", "--no-baselines", .. Cli.Quick]).Succeeded();
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Evaluating_as_the_run_was_gives_the_same_table()
    {
        var json = Cli.Run("evaluate", folder["maml"], "--json").Succeeded().Out;
        var again = Cli.Run("train", "--resume", "--run", folder["maml"], "--json").Succeeded().Out;
        Assert.Equal(again[..again.IndexOf("{\"run\"", StringComparison.Ordinal)], json);
    }

    [Fact]
    public void Episodes_seed_steps_and_shots_can_be_chosen()
    {
        var lines = Lines(Cli.Run("evaluate", folder["maml"], "--episodes", "30", "--seed", "7", "--steps", "4", "--shots", "3", "--json").Succeeded().Out);
        Assert.Equal(3 * 5, lines.Count);
        Assert.All(lines, line =>
        {
            Assert.Equal(30, line.GetProperty("episodes").GetInt32());
            Assert.Equal(7, line.GetProperty("seed").GetInt32());
            Assert.Equal(3, line.GetProperty("support").GetInt32());
        });
        var other = Lines(Cli.Run("evaluate", folder["maml"], "--episodes", "30", "--seed", "8", "--steps", "4", "--shots", "3", "--json").Succeeded().Out);
        Assert.NotEqual(lines[0].GetProperty("mean").GetDouble(), other[0].GetProperty("mean").GetDouble());
    }

    [Fact]
    public void Comparing_a_run_with_itself_gives_a_paired_difference_of_zero()
    {
        var lines = Lines(Cli.Run("compare", folder["maml"], folder["first"], folder["maml"], "--episodes", "40", "--json").Succeeded().Out);
        var differences = lines.Where(line => line.TryGetProperty("difference", out _)).ToList();
        Assert.Equal(2, differences.Count);
        Assert.Equal(folder["first"], differences[0].GetProperty("learner").GetString());
        Assert.True(differences[0].GetProperty("difference_interval").GetDouble() > 0);
        Assert.Equal(0, differences[1].GetProperty("difference").GetDouble());
        Assert.Equal(0, differences[1].GetProperty("difference_interval").GetDouble());
    }

    [Fact]
    public void Runs_of_different_problems_are_not_compared()
    {
        Cli.Run(["train", "linear", "--run", folder["lines"], "--no-baselines", .. Cli.Quick]).Succeeded();
        Cli.Run("compare", folder["maml"], folder["lines"]).Failed(1, folder["lines"], "problem is linear there and sinusoid here");
    }

    [Fact]
    public void Comparing_needs_two_runs() => Cli.Run("compare", folder["maml"]).Failed(2, "at least 2 runs, found 1");

    [Fact]
    public void The_report_stands_alone_and_shows_results_curve_episodes_and_commands()
    {
        Cli.Run("report", folder["maml"], "--out", folder["page.html"]).Succeeded();
        var page = File.ReadAllText(folder["page.html"]);
        foreach (var text in new[] { "Error by inner step", "Learning curve", "true curve", "after 10 steps", "pretrained", "metalearn train sinusoid", "metalearn evaluate", "600 episodes" })
            Assert.Contains(text, page, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", page.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_needs_a_folder_that_is_there()
        => Cli.Run("report", folder["maml"], "--out", Path.Combine(folder["none"], "page.html")).Failed(1, folder["none"]);

    private static List<JsonElement> Lines(string text) => [.. text.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
}
