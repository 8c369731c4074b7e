using System.Text.Json;
using MetaLearn.Files;
using MetaLearn.Reinforcement.Experiments;
using MetaLearn.Tests.Files;

namespace MetaLearn.Cli.Tests;

public sealed class PolicyCommandTests : IDisposable
{
    // A few seconds of navigation, bandits and the like.
    private static readonly string[] Quick =
        ["--iterations", "4", "--validate-every", "2", "--meta-batch", "4", "--trajectories", "4", "--hidden", "8", "--evaluation-steps", "2", "--evaluation-trajectories", "4"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Training_prints_the_plan_before_and_returns_beside_the_random_policy_after()
    {
        var result = Cli.Run(["train", "navigation", "--run", folder["run"], .. Quick]).Succeeded();
        Assert.Contains("MAML: a policy-gradient step, differentiated exactly; α = 0.5, 1 inner step, second order", result.Error, StringComparison.Ordinal);
        Assert.Contains("4 iterations of 4 goals with 4 trajectories a phase: at most 3,200 environment steps an iteration", result.Error, StringComparison.Ordinal);
        Assert.Matches("inner steps +MAML +random", result.Out);
        Assert.Equal(3, result.Out.Split('\n').Count(line => line.Length > 0 && char.IsDigit(line[0]) && line.Contains('±', StringComparison.Ordinal)));
        Assert.Contains("40 goals, 4 trajectories each and step", result.Out, StringComparison.Ordinal);
        Assert.Contains("of the goals got worse in the first step", result.Out, StringComparison.Ordinal);
        var lines = MetricsLog.Read(Path.Combine(folder["run"], "metrics.jsonl"));
        Assert.Equal([1L, 2, 3, 4], lines.Select(line => line.Iteration));
        Assert.Equal(2, lines.Count(line => line.Values.ContainsKey("validation_return")));
        Assert.All(lines, line => Assert.True(line.Values["kl"] is >= 0 and <= 0.01));
    }

    [Fact]
    public void The_report_has_paths_at_rest_and_moving_and_no_script()
    {
        Cli.Run(["train", "navigation", "--run", folder["run"], .. Quick]).Succeeded();
        var html = File.ReadAllText(Path.Combine(folder["run"], "report.html"));
        Assert.Contains("What adapting does", html, StringComparison.Ordinal);
        Assert.Contains("<animate", html, StringComparison.Ordinal);
        Assert.Contains("after 2 steps", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Cli.Run("report", folder["run"], "--out", folder["again.html"]).Succeeded();
        Assert.Equal(html, File.ReadAllText(folder["again.html"]));
    }

    [Fact]
    public void A_run_that_was_stopped_goes_on_to_the_same_bytes_on_another_number_of_threads()
    {
        Cli.Run(["train", "bandit", "--run", folder["whole"], "--threads", "2", .. Quick]).Succeeded();
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Cli.Run(stop.Token, ["train", "bandit", "--run", folder["parts"], "--threads", "1", .. Quick]).Failed(1, "metalearn train --resume --run");
        Cli.Run("train", "--resume", "--run", folder["parts"], "--threads", "1").Succeeded();
        Assert.Equal(Policy("whole"), Policy("parts"));
        Assert.Equal(File.ReadAllBytes(PolicyResults.PathIn(folder["whole"])), File.ReadAllBytes(PolicyResults.PathIn(folder["parts"])));

        float[][] Policy(string run) => [.. TrainedPolicy.Open(folder[run]).State.Parameters];
    }

    [Fact]
    public void TensorBoard_gets_each_iteration_once_over_a_stop()
    {
        Cli.Run(["train", "bandit", "--run", folder["run"], "--iterations", "2", .. Quick[2..]]).Succeeded();
        var record = Path.Combine(folder["run"], "run.json");
        File.WriteAllText(record, File.ReadAllText(record).Replace("\"iterations\": \"2\"", "\"iterations\": \"4\"", StringComparison.Ordinal));
        Cli.Run("train", "--resume", "--run", folder["run"]).Succeeded();
        var events = Directory.GetFiles(folder["run"], "events.*").SelectMany(TensorBoardReader.Read).ToList();
        foreach (var tag in new[] { "train/return_before", "train/return_after", "train/loss_after", "train/kl" })
            Assert.Equal([1L, 2, 3, 4], events.Where(one => one.Tag == tag).Select(one => one.Step).Order());
        var logged = MetricsLog.Read(Path.Combine(folder["run"], "metrics.jsonl")).Select(line => (float)line.Values["return_before"]);
        Assert.Equal(logged, events.Where(one => one.Tag == "train/return_before").OrderBy(one => one.Step).Select(one => one.Value));
    }

    [Fact]
    public void Starts_are_printed_before_the_plan_and_the_best_goes_on()
    {
        string[] train = ["train", "mdp", "--run", folder["run"], "--starts", "2", "--start-iterations", "2", "--seed", "7", .. Quick];
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Cli.Run(stop.Token, train).Failed(1, "metalearn train --resume --run");
        var result = Cli.Run("train", "--resume", "--run", folder["run"]).Succeeded();
        Assert.Matches(@"start +seed 7: return [0-9.]+ on validation goals", result.Error);
        Assert.Matches(@"start +seed 8: return [0-9.]+ on validation goals", result.Error);
        Assert.Single(result.Error.Split('\n'), line => line.EndsWith(", goes on", StringComparison.Ordinal));
        Assert.Contains(", from iteration 2", result.Error, StringComparison.Ordinal);
        Assert.Equal([1L, 2, 3, 4], MetricsLog.Read(Path.Combine(folder["run"], "metrics.jsonl")).Select(line => line.Iteration));
        var again = Cli.Run("train", "--resume", "--run", folder["run"], "--json").Succeeded();
        var last = JsonDocument.Parse(again.Out.TrimEnd().Split('\n')[^1]).RootElement;
        Assert.Equal([7, 8], last.GetProperty("starts").EnumerateArray().Select(start => start.GetProperty("seed").GetInt32()));
        Assert.Contains($"seed {last.GetProperty("start_seed").GetInt32()} went on", File.ReadAllText(Path.Combine(folder["run"], "report.html")), StringComparison.Ordinal);
        // The random initialisation beside it is of the same seed in both.
        Assert.Equal(again.Out.Split('\n')[..6], Cli.Run("evaluate", folder["run"], "--json").Succeeded().Out.Split('\n')[..6]);
        Cli.Run("train", "mdp", "--starts", "2", "--start-iterations", "3", "--validate-every", "2").Failed(1, "must be a multiple of validate-every, 2: starts are compared by validations.");
    }

    [Fact]
    public void With_json_every_line_is_an_object()
    {
        var result = Cli.Run(["train", "mdp", "--run", folder["run"], "--json", "--algorithm", "fomaml", .. Quick]).Succeeded();
        var lines = result.Out.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["first-order MAML", "first-order MAML", "first-order MAML", "random", "random", "random"], lines.SkipLast(1).Select(line => line.GetProperty("policy").GetString()));
        Assert.Equal([0, 1, 2, 0, 1, 2], lines.SkipLast(1).Select(line => line.GetProperty("step").GetInt32()));
        var again = Cli.Run("evaluate", folder["run"], "--json").Succeeded();
        Assert.Equal(result.Out.Split('\n')[..6], again.Out.Split('\n')[..6]);
    }

    // Of 2 observed numbers to 8 hidden ones, or 4 where the goal is seen, or 7 beside a context of 5.
    [Theory]
    [InlineData("maml", "MAML: a policy-gradient step, differentiated exactly; α = 0.5, 1 inner step, second order")]
    [InlineData("fomaml", "first-order MAML: a policy-gradient step whose gradient is held constant; α = 0.5, 1 inner step, first order")]
    [InlineData("meta-sgd", "Meta-SGD: a policy-gradient step with a learned rate for each element; α = 0.5, 1 inner step, second order")]
    [InlineData("anil", "ANIL: a policy-gradient step of the last layer and log σ; α = 0.5, 1 inner step, second order")]
    [InlineData("promp", "ProMP: a likelihood-ratio step; the outer loop is clipped; α = 0.5, 1 inner step, second order")]
    [InlineData("dice", "MAML, DiCE: a step on DiCE's objective; α = 0.5, 1 inner step, second order")]
    [InlineData("e-maml", "E-MAML: a policy-gradient step whose sampling earns what it led to; α = 0.5, 1 inner step, second order")]
    [InlineData("pretrained", "pretrained: trained on all goals without an inner step, then fine-tuned by policy gradient; α = 0.5, 0 inner steps, second order")]
    [InlineData("random", "random: random initialisation, fine-tuned by policy gradient; α = 0.5, 0 inner steps, second order")]
    [InlineData("oracle", "oracle: is told the goal; does not adapt; α = 0.5, 0 inner steps, second order")]
    [InlineData("context", "context vector: a policy-gradient step of numbers that are appended to the observation; α = 0.5, 1 inner step, second order")]
    public void Every_algorithm_trains_what_is_its_own_and_is_measured(string algorithm, string learner)
    {
        var result = Cli.Run(["train", "navigation", "--run", folder["run"], "--algorithm", algorithm, "--json", "--no-baselines", .. Quick]).Succeeded();
        Assert.Contains($"{"learner",-12}{learner}", result.Error.Split('\n').Select(line => line.TrimEnd()));
        var first = JsonDocument.Parse(result.Out.Split('\n')[0]).RootElement;
        Assert.True(first.GetProperty("return").GetDouble() is < 0 and > -720);
        var checkpoint = SafeTensorsFile.Read(RunFolder.CheckpointPathIn(folder["run"]));
        Assert.Equal(algorithm == "random" ? "0" : "4", checkpoint.Metadata["iteration"]);
        var arrays = checkpoint.Arrays.Values.Where(array => array.Name.StartsWith("training.", StringComparison.Ordinal)).ToDictionary(array => array.Name["training.".Length..]);
        string[] network = algorithm == "context" ? ["1.0.bias", "1.0.weight", "1.2.bias", "1.2.weight", "log_sigma"] : ["0.bias", "0.weight", "2.bias", "2.weight", "log_sigma"];
        string[] own = algorithm switch
        {
            "meta-sgd" => [.. network.Select(name => $"rate.{name}")],
            "context" => ["0.context"],
            _ => [],
        };
        Assert.Equal(network.Concat(own).Order(StringComparer.Ordinal), arrays.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(8 * algorithm switch { "oracle" => 4, "context" => 7, _ => 2 }, arrays[network[1]].Shape.Count);
        Assert.Equal(algorithm == "promp", checkpoint.Arrays.Keys.Any(name => name.StartsWith("optimizer.", StringComparison.Ordinal)));
        if (algorithm == "meta-sgd") Assert.Equal(arrays["0.weight"].Shape, arrays["rate.0.weight"].Shape);
    }

    [Theory]
    [InlineData("per-tensor")]
    [InlineData("per-step")]
    public void The_step_size_can_be_learned(string rates)
    {
        Cli.Run(["train", "navigation", "--run", folder["run"], "--learned-rates", rates, "--update", "ppo", "--outer-learning-rate", "0.01", "--no-baselines", .. Quick]).Succeeded();
        var learned = SafeTensorsFile.Read(RunFolder.CheckpointPathIn(folder["run"])).Arrays.Values.Where(array => array.Name.StartsWith("training.rate.", StringComparison.Ordinal)).ToList();
        Assert.Equal(["0.bias", "0.weight", "2.bias", "2.weight", "log_sigma"], learned.Select(array => array.Name["training.rate.".Length..]).Order(StringComparer.Ordinal));
        Assert.All(learned, array => Assert.NotEqual(0.5f, array.ToFloats()[0]));
    }

    [Fact]
    public void Settings_of_other_problems_are_refused()
    {
        Cli.Run("train", "navigation", "--ways", "5").Failed(2, "--ways is no setting of navigation.");
        Cli.Run("train", "sinusoid", "--preset", "rllab").Failed(2, "--preset is no setting of sinusoid.");
        Cli.Run("train", "navigation", "data.csv").Failed(2, "'data.csv': navigation reads no file.");
        Cli.Run("train", "navigation", "--kl-bound", "0").Failed(2, "--kl-bound '0': must be positive and finite.");
        Cli.Run("train", "bandit", "--arms", "1").Failed(2, "--arms '1': must be at least 2.");
        Cli.Run("train", "navigation", "--algorithm", "mamml").Failed(2, "there is no algorithm 'mamml'; did you mean 'maml'?");
    }

    [Fact]
    public void Evaluating_a_policy_takes_no_settings_of_episodes()
    {
        Cli.Run(["train", "bandit", "--run", folder["run"], "--no-baselines", .. Quick]).Succeeded();
        Cli.Run("evaluate", folder["run"], "--shots", "3").Failed(2, "--shots is no setting of bandit: a policy is measured on the test goals of its problem.");
        var result = Cli.Run("evaluate", folder["run"], "--steps", "1", "--json").Succeeded();
        Assert.Equal(4, result.Out.TrimEnd().Split('\n').Length);
    }

    [Fact]
    public void Comparing_pairs_policies_by_goal_and_refuses_another_problem()
    {
        foreach (var algorithm in new[] { "maml", "fomaml" }) Cli.Run(["train", "bandit", "--run", folder[algorithm], "--algorithm", algorithm, "--no-baselines", .. Quick]).Succeeded();
        var result = Cli.Run("compare", folder["maml"], folder["fomaml"]).Succeeded();
        Assert.Matches("inner steps +maml +fomaml", result.Out);
        Assert.Matches("fomaml: −?[0-9.]+ ± [0-9.]+ after 2 steps", result.Out);
        Cli.Run(["train", "mdp", "--run", folder["mdp"], "--no-baselines", .. Quick]).Succeeded();
        Cli.Run("compare", folder["maml"], folder["mdp"]).Failed(1, "is of another problem or preset");
    }

    [Fact]
    public void Comparing_as_JSON_has_the_differences_to_the_first()
    {
        foreach (var algorithm in new[] { "maml", "fomaml" }) Cli.Run(["train", "bandit", "--run", folder[algorithm], "--algorithm", algorithm, "--no-baselines", .. Quick]).Succeeded();
        var lines = Cli.Run("compare", folder["maml"], folder["fomaml"], "--json").Succeeded().Out.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["maml", "maml", "maml", "fomaml", "fomaml", "fomaml"], lines.Select(line => line.GetProperty("policy").GetString()));
        Assert.All(lines[..3], line => Assert.False(line.TryGetProperty("difference", out _)));
        for (var step = 0; step < 3; step++)
        {
            var (mine, other) = (lines[step].GetProperty("return").GetDouble(), lines[3 + step].GetProperty("return").GetDouble());
            Assert.Equal(other - mine, lines[3 + step].GetProperty("difference").GetDouble(), 2e-4);
            Assert.True(lines[3 + step].GetProperty("difference_interval").GetDouble() >= 0);
        }
        Assert.DoesNotContain("difference", Cli.Run("evaluate", folder["fomaml"], "--json").Succeeded().Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_is_there_takes_no_other_problem_and_is_not_started_again()
    {
        Cli.Run(["train", "bandit", "--run", folder["run"], "--no-baselines", .. Quick]).Succeeded();
        Cli.Run("train", "mdp", "--resume", "--run", folder["run"]).Failed(2, "was started with bandit, found mdp");
        Cli.Run("train", "--run", folder["run"]).Failed(2, $"train: {folder["run"]} holds a run already; continue it with --resume, or name a problem and another folder.");
    }

    [Fact]
    public void What_a_kill_left_out_after_the_training_is_made_up_for()
    {
        Cli.Run(["train", "bandit", "--run", folder["run"], "--no-baselines", .. Quick]).Succeeded();
        var (report, results) = (Path.Combine(folder["run"], "report.html"), PolicyResults.PathIn(folder["run"]));
        var (page, numbers) = (File.ReadAllText(report), File.ReadAllText(results));
        File.Delete(report);
        var again = Cli.Run("train", "--resume", "--run", folder["run"], "--no-baselines").Succeeded();
        Assert.Contains("nothing is left to do", again.Error, StringComparison.Ordinal);
        Assert.Equal(page, File.ReadAllText(report));
        File.Delete(report);
        File.Delete(results);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var stopped = Cli.Run(stop.Token, "train", "--resume", "--run", folder["run"], "--no-baselines");
        stopped.Failed(1, $"metalearn train --resume --run {folder["run"]}");
        Assert.Contains("Stopped after meta-training, during the evaluation; all is saved.", stopped.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(results) || File.Exists(report));
        Cli.Run("train", "--resume", "--run", folder["run"], "--no-baselines").Succeeded();
        Assert.Equal((page, numbers), (File.ReadAllText(report), File.ReadAllText(results)));
    }

    [Fact]
    public void A_damaged_checkpoint_is_refused()
    {
        Cli.Run(["train", "bandit", "--run", folder["run"], "--no-baselines", .. Quick]).Succeeded();
        var path = RunFolder.CheckpointPathIn(folder["run"]);
        var whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, whole[..(whole.Length / 2)]);
        Cli.Run("evaluate", folder["run"]).Failed(1, path);
    }

    [Fact]
    public void Reproducing_prints_the_published_returns_and_trains_no_row_twice()
    {
        string[] command = ["reproduce", "maml-navigation", "--only", "maml", "--iterations", "1", "--run", folder["all"], "--json"];
        var first = Cli.Run(command).Succeeded();
        var cells = first.Out.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal([-40.41, -11.68, -3.33, -3.23, -3.35], cells.Take(5).Select(cell => cell.GetProperty("paper").GetDouble()));
        Assert.All(cells, cell => Assert.Equal(JsonValueKind.Null, cell.GetProperty("pass").ValueKind));
        Assert.Equal(first.Out, Cli.Run(command).Succeeded().Out);
        Cli.Run("evaluate", Path.Combine(folder["all"], "maml"), "--steps", "1").Succeeded();
    }
}
