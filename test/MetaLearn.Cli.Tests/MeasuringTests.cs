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
    public void Settings_of_made_problems_are_chosen_on_other_episodes_than_results_are_of()
    {
        var test = Lines(Cli.Run("evaluate", folder["maml"], "--episodes", "30", "--json").Succeeded().Out);
        var validation = Lines(Cli.Run("evaluate", folder["maml"], "--episodes", "30", "--split", "validation", "--json").Succeeded().Out);
        Assert.NotEqual(test[0].GetProperty("mean").GetDouble(), validation[0].GetProperty("mean").GetDouble());
    }

    [Fact]
    public void Meta_learning_is_compared_with_each_of_its_neighbours_on_the_same_episodes()
    {
        foreach (var algorithm in (string[])["joint", "transfer", "lstm", "learned-optimizer"])
            Cli.Run(["train", "sinusoid", "--run", folder[algorithm], "--algorithm", algorithm, "--no-baselines", .. Cli.Quick]).Succeeded();
        Cli.Run(["train", "sinusoid", "--run", folder["hints"], "--algorithm", "learned-loss", "--support-labels", "hinted", "--no-baselines", .. Cli.Quick]).Succeeded();
        string[] runs = [folder["joint"], folder["transfer"], folder["lstm"], folder["learned-optimizer"], folder["hints"]];
        var lines = Lines(Cli.Run(["compare", folder["maml"], .. runs, "--episodes", "40", "--json"]).Succeeded().Out);
        foreach (var run in runs)
        {
            var own = lines.Where(line => line.TryGetProperty("learner", out var learner) && learner.GetString() == run).ToList();
            Assert.All(own, line => Assert.Equal(40, line.GetProperty("episodes").GetInt32()));
            var difference = Assert.Single(own, line => line.TryGetProperty("difference", out _));
            Assert.InRange(difference.GetProperty("difference_interval").GetDouble(), 1e-6, 10);
        }
        var text = Cli.Run(["compare", folder["maml"], .. runs, "--episodes", "40"]).Succeeded().Out;
        Assert.Contains("fitted at once, without inner steps", text, StringComparison.Ordinal);
        Assert.Contains("of a learned rule", text, StringComparison.Ordinal);
        Assert.Contains("from hints in the place of support labels", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_with_other_numbers_of_examples_are_not_compared()
    {
        Cli.Run(["train", "sinusoid", "--shots", "3", "--run", folder["joint"], "--algorithm", "joint", "--no-baselines", .. Cli.Quick]).Succeeded();
        Cli.Run("compare", folder["maml"], folder["joint"]).Failed(1, folder["joint"], "shots is 3 there and 10 here");
    }

    [Theory]
    [InlineData("regularization", "the penalty's learned strength is")]
    [InlineData("feature-weights", "the learned weights are")]
    public void What_a_fit_learned_is_named(string algorithm, string said)
    {
        foreach (var hidden in (string[])["none", "6"])
        {
            string[] quick = [.. Cli.Quick.Select((text, i) => i > 0 && Cli.Quick[i - 1] == "--hidden" ? hidden : text)];
            var run = Cli.Run(["train", "linear", "--run", folder[$"{algorithm} {hidden}"], "--algorithm", algorithm, "--no-baselines", .. quick]).Succeeded();
            Assert.Contains(said, run.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Hidden_labels_are_for_made_problems_and_joint_training_for_networks_with_a_hidden_layer()
    {
        Cli.Run("train", "csv", "none.csv", "--support-labels", "hinted", "--run", folder["x"]).Failed(1, "support-labels 'hinted' is for made problems, not csv");
        Cli.Run("train", "sinusoid", "--algorithm", "joint", "--hidden", "none", "--run", folder["y"]).Failed(1, "joint needs a hidden layer");
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
