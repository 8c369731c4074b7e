using System.Text.Json;
using MetaLearn.Files;

namespace MetaLearn.Cli.Tests;

public sealed class TrainCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Training_prints_the_plan_before_and_a_table_beside_the_baselines_after()
    {
        var result = Cli.Run(["train", "sinusoid", "--run", folder["run"], .. Cli.Quick]).Succeeded();
        Assert.Contains("MAML, second order: 1 inner step of sgd at α = 0.01", result.Error, StringComparison.Ordinal);
        Assert.Matches(@"memory +[\d,]+ bytes", result.Error);
        Assert.Contains("1-8-1, relu, truncated-normal; 25 parameters in 4 arrays", result.Error, StringComparison.Ordinal);
        var header = result.Out.Split('\n').Single(line => line.StartsWith("inner steps", StringComparison.Ordinal));
        Assert.Matches("MAML +pretrained +random initialisation", header);
        Assert.Equal(3, result.Out.Split('\n').Count(line => line.Length > 0 && char.IsDigit(line[0]) && line.Contains('±', StringComparison.Ordinal) && !line.Contains("episodes", StringComparison.Ordinal)));
        Assert.Contains("600 episodes (seed 0), 10 support and 10 query examples each", result.Out, StringComparison.Ordinal);
        Assert.Contains($"Report: {Path.Combine(folder["run"], "report.html")}", result.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder["run"], "report.html")));
        Assert.Contains($"metalearn evaluate {folder["run"]}", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_memory_that_is_printed_is_the_trainer_s()
    {
        var result = Cli.Run(["train", "sinusoid", "--run", folder["run"], "--no-baselines", .. Cli.Quick]).Succeeded();
        var experiment = MetaLearn.Experiments.TrainedRun.Open(folder["run"]).Experiment;
        using var trainer = new MetaLearn.Training.Trainer(experiment.Learner, experiment.Training, experiment.Options, experiment.Validation);
        Assert.Contains($"{trainer.Memory.Total:N0} bytes at the peak of training", result.Error, StringComparison.Ordinal);
        Assert.Contains($": {trainer.PeakBytes:N0} of the outer step, ", result.Error, StringComparison.Ordinal);
        Assert.Matches("memory +[0-9,]+ bytes were held by the process", result.Error);
    }

    [Fact]
    public void With_json_every_line_is_an_object_and_nothing_else_is_on_standard_output()
    {
        var result = Cli.Run(["train", "sinusoid", "--run", folder["run"], "--json", "--no-baselines", .. Cli.Quick]).Succeeded();
        var lines = result.Out.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal([0, 1, 2], lines.SkipLast(1).Select(line => line.GetProperty("steps").GetInt32()));
        Assert.All(lines.SkipLast(1), line => Assert.Equal("MAML", line.GetProperty("learner").GetString()));
        Assert.Equal(folder["run"], lines[^1].GetProperty("run").GetString());
    }

    [Fact]
    public void The_folder_is_named_after_problem_and_time_unless_it_is_given()
    {
        var before = Directory.GetCurrentDirectory();
        try
        {
            Directory.SetCurrentDirectory(folder["."]);
            var result = Cli.Run(["train", "linear", "--no-baselines", .. Cli.Quick]).Succeeded();
            Assert.Contains(Path.Combine("runs", "linear-20260102-030405", "report.html"), result.Out, StringComparison.Ordinal);
        }
        finally
        {
            Directory.SetCurrentDirectory(before);
        }
    }

    [Fact]
    public void The_record_keeps_the_command_and_every_option()
    {
        string[] command = ["train", "sinusoid", "--run", folder["run"], "--no-baselines", .. Cli.Quick, "--shots", "5"];
        Cli.Run(command).Succeeded();
        var record = RunFolder.ReadRecord(folder["run"]);
        Assert.Equal(string.Join(' ', command), record.Command);
        Assert.Equal("5", record.Options["shots"]);
        Assert.Equal("0.001", record.Options["outer-learning-rate"]);
        Assert.Equal("1", record.Options["threads"]);
    }

    [Theory]
    [InlineData("fomaml", "first-order MAML")]
    [InlineData("pretrained", "pretrained")]
    [InlineData("random", "random initialisation")]
    [InlineData("oracle", "oracle")]
    public void Every_algorithm_trains_evaluates_and_reports(string algorithm, string name)
    {
        var result = Cli.Run(["train", "sinusoid", "--algorithm", algorithm, "--run", folder["run"], .. Cli.Quick]).Succeeded();
        Assert.Contains(name, result.Out, StringComparison.Ordinal);
        Cli.Run("evaluate", folder["run"], "--episodes", "20", "--steps", "1").Succeeded();
    }

    [Theory]
    [InlineData("harmonic")]
    [InlineData("gaussian-process")]
    [InlineData("step")]
    [InlineData("linear")]
    public void Every_family_of_functions_trains(string problem)
        => Cli.Run(["train", problem, "--run", folder["run"], "--no-baselines", .. Cli.Quick]).Succeeded();

    [Fact]
    public void A_loss_that_becomes_infinite_stops_the_run_with_iteration_and_operation()
        => Cli.Run(["train", "sinusoid", "--run", folder["run"], "--outer-learning-rate", "1e30", .. Cli.Quick]).Failed(1, "not finite", "iteration", "seed 0");

    [Fact]
    public void Help_of_every_verb_has_an_example()
    {
        foreach (var verb in new[] { "train", "evaluate", "adapt", "predict", "compare", "report", "bench", "verify", "audit", "doctor" })
            Assert.Contains($"metalearn {verb} ", Cli.Run(verb, "--help").Succeeded().Out, StringComparison.Ordinal);
    }
}
