using System.Text.Json;
using MetaLearn.Files;
using MetaLearn.Reinforcement.Experiments;

namespace MetaLearn.Cli.Tests;

/// <summary>Policies that go wrong, sizes that cannot be, and commands that are stopped.</summary>
public sealed class PolicyFaultTests : IDisposable
{
    private static readonly string[] Small = ["--meta-batch", "2", "--trajectories", "2", "--hidden", "8", "--evaluation-steps", "1", "--evaluation-trajectories", "2", "--no-baselines"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_policy_that_adapts_to_nothing_finite_is_measured_reported_and_said_to_be_so()
    {
        var result = Cli.Run(["train", "navigation", "--run", folder["run"], "--inner-learning-rate", "1e30", "--iterations", "4", "--validate-every", "2", "--json", .. Small]).Succeeded();
        Assert.Matches("warning: [0-9]+ trajectories ended because a state was NaN or infinite.", result.Error);
        Assert.Contains("warning: in 2 validations trajectories ended because a state was NaN or infinite, so their parameters are not kept; no other validation was made, and the last parameters are used.",
            result.Error, StringComparison.Ordinal);
        var lines = result.Out.TrimEnd().Split('\n').SkipLast(1).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        // All of 40 goals and 2 trajectories after the step, none before it.
        Assert.Equal([80, 80], lines.Select(line => line.GetProperty("faults").GetInt32()));
        Assert.True(lines[0].GetProperty("return").GetDouble() < 0);
        Assert.Equal(0, lines[1].GetProperty("return").GetDouble());
        var html = File.ReadAllText(Path.Combine(folder["run"], "report.html"));
        Assert.Contains("80 of its trajectories ended because a state was NaN or infinite", html, StringComparison.Ordinal);
        Assert.Contains("In 2 validations some did too", html, StringComparison.Ordinal);
        var validated = MetricsLog.Read(Path.Combine(folder["run"], "metrics.jsonl")).Where(line => line.Values.ContainsKey("validation_return")).ToList();
        // With half the trajectories.
        Assert.Equal([(2L, 40.0), (4, 40)], validated.Select(line => (line.Iteration, line.Values["validation_faults"])));
        Assert.Equal(result.Out, Cli.Run("train", "--resume", "--run", folder["run"], "--no-baselines", "--json").Succeeded().Out);
    }

    [Fact]
    public void Ten_updates_in_a_row_that_were_rejected_are_mentioned_once()
    {
        // No step is as short as this bound.
        var result = Cli.Run(["train", "bandit", "--run", folder["run"], "--kl-bound", "1e-300", "--iterations", "12", .. Small]).Succeeded();
        Assert.Equal("warning: 10 updates in a row were rejected, up to iteration 10; the parameters stay as they are while no step lowers the loss within the bound.",
            Assert.Single(result.Error.Split('\n'), line => line.Contains("rejected", StringComparison.Ordinal)).TrimEnd());
        Assert.All(MetricsLog.Read(Path.Combine(folder["run"], "metrics.jsonl")), line => Assert.Equal(0, line.Values["accepted"]));
    }

    [Theory]
    [InlineData("100,000 goals with 100,000 trajectories at a horizon of 1 take more numbers than an array holds", "--meta-batch", "100000", "--trajectories", "100000")]
    [InlineData("40 goals with 1,000,000,000 trajectories at a horizon of 1 take more numbers than an array holds", "--evaluation-trajectories", "1000000000")]
    [InlineData("A size that was asked for is more than one array holds (2,147,483,591 numbers); ask for less.", "--hidden", "100000,100000")]
    public void Sizes_beyond_an_array_are_one_sentence_and_nothing_is_written(string sentence, params string[] sizes)
    {
        var result = Cli.Run(["train", "bandit", "--run", folder["run"], .. sizes]);
        result.Failed(1, sentence);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Fact]
    public void Ctrl_C_ends_evaluating_comparing_and_reporting()
    {
        Cli.Run(["train", "bandit", "--run", folder["run"], "--iterations", "1", .. Small]).Succeeded();
        File.Delete(PolicyResults.PathIn(folder["run"]));
        File.Delete(PolicyReport.PathIn(folder["run"]));
        string[][] commands = [["evaluate", folder["run"]], ["compare", folder["run"], folder["run"]], ["report", folder["run"]]];
        foreach (var command in commands)
        {
            var stopped = Cli.Run(new CancellationToken(canceled: true), command);
            stopped.Failed(1, "Stopped; nothing was written.");
            Assert.Empty(stopped.Out);
        }
        Assert.False(File.Exists(PolicyReport.PathIn(folder["run"])));
    }

    [Theory]
    [InlineData("maml")]
    [InlineData("oracle")]
    public void The_recorded_command_of_a_row_trains_the_same(string row)
    {
        var stop = new CancellationToken(canceled: true);
        Cli.Run(stop, "reproduce", "maml-navigation", "--only", row, "--run", folder["all"]).Failed(1, "Stopped and saved");
        var recorded = RunFolder.ReadRecord(Path.Combine(folder["all"], row));
        Assert.Equal(row == "oracle" ? "yes" : "no", recorded.Options["mixed-goals"]);
        Cli.Run(stop, [.. recorded.Command.Split(' '), "--run", folder["alone"]]).Failed(1, "metalearn train --resume");
        Assert.Equal(recorded.Options, RunFolder.ReadRecord(folder["alone"]).Options);
    }
}
