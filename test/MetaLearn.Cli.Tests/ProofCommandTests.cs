using System.Globalization;
using System.Text;
using System.Text.Json;
using MetaLearn.Files;

namespace MetaLearn.Cli.Tests;

public sealed class ProofCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Training_begins_with_a_short_receipt_and_verify_gives_the_long_one()
    {
        var training = Train("--inner-steps", "2");
        Assert.Contains("gradient    second order: 2 of 2 inner steps differentiated", training.Error, StringComparison.Ordinal);
        Assert.Contains(": pass", training.Error, StringComparison.Ordinal);
        var result = Cli.Run("verify", folder["run"]).Succeeded();
        Assert.Contains("all that predict: 0.weight, 0.bias, 2.weight, 2.bias", result.Out, StringComparison.Ordinal);
        Assert.Contains("(4 episodes, 4 directions): relative error", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_says_first_order_and_shows_the_gap_as_json()
    {
        Train("--algorithm", "fomaml");
        var line = Assert.Single(Cli.Run("verify", folder["run"], "--episodes", "2", "--json").Succeeded().Out.TrimEnd().Split('\n'));
        var receipt = JsonDocument.Parse(line).RootElement;
        Assert.Equal((1, 0), (receipt.GetProperty("order").GetInt32(), receipt.GetProperty("differentiated_steps").GetInt32()));
        Assert.True(receipt.GetProperty("passed").GetBoolean());
        Assert.InRange(receipt.GetProperty("gap").GetDouble(), 1e-6, 100);
        Assert.Equal(4, receipt.GetProperty("checks").GetArrayLength());
    }

    [Fact]
    public void A_tolerance_that_rounding_exceeds_fails_with_both_numbers()
    {
        Train();
        Cli.Run("verify", folder["run"], "--tolerance", "1e-16").Failed(1, folder["run"], "differs from its central difference", "1E-16");
    }

    [Theory]
    [InlineData("--episodes", "0")]
    [InlineData("--tolerance", "-1")]
    public void Verify_refuses_what_is_out_of_range(string option, string value)
    {
        Train();
        Cli.Run("verify", folder["run"], option, value).Failed(2, option, value);
    }

    [Theory]
    [InlineData("sinusoid")]
    [InlineData("gaussian-process")]
    public void Audit_of_functions_passes_before_any_training(string problem)
    {
        var result = Cli.Run("audit", problem, "--episodes", "50").Succeeded();
        Assert.Matches("threads +pass +150 episodes", result.Out);
        Assert.Matches("scaling +- ", result.Out);
    }

    [Fact]
    public void Audit_of_a_table_names_every_check_as_json()
    {
        var file = folder.Write("table.csv", Lines());
        var result = Cli.Run("audit", "csv", file, "--episode", "store", "--features", "a", "--target", "y", "--shots", "3", "--queries", "4", "--episodes", "40", "--json").Succeeded();
        var checks = result.Out.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["groups", "contents", "rows", "labels", "threads", "scaling", "time"], checks.Select(check => check.GetProperty("check").GetString()));
        Assert.All(checks, check => Assert.True(check.GetProperty("passed").GetBoolean()));
    }

    [Fact]
    public void Audit_of_a_run_finds_a_scaling_that_other_rows_gave()
    {
        var file = folder.Write("table.csv", Lines());
        Cli.Run(["train", "csv", file, "--episode", "store", "--features", "a", "--target", "y", "--shots", "3", "--run", folder["run"], "--no-baselines", .. Cli.Quick]).Succeeded();
        Cli.Run("audit", folder["run"], "--episodes", "30").Succeeded();
        File.WriteAllText(file, Lines(factor: 10));
        var result = Cli.Run("audit", folder["run"], "--episodes", "30");
        result.Failed(1, folder["run"], "feature 1 is scaled with mean", "learned on other rows");
        Assert.Matches("scaling +FAIL", result.Out);
    }

    [Fact]
    public void Audit_of_a_run_takes_no_settings_and_an_unknown_problem_is_named()
    {
        Train();
        Cli.Run("audit", folder["run"], "--shots", "5").Failed(2, "--shots");
        Cli.Run("audit", "sinusoids").Failed(2, "sinusoid");
        Cli.Run("audit", "sinusoid", "--episodes", "0").Failed(2, "--episodes");
    }

    [Fact]
    public void A_budget_chooses_recomputation_says_so_and_is_kept_for_resuming()
    {
        string[] options = ["--inner-steps", "10", "--meta-batch", "8"];
        var plan = Cli.Run(["train", "sinusoid", "--run", folder["small"], "--memory", "1", .. Cli.Quick.Except(["--meta-batch", "5"]), .. options]);
        plan.Failed(1, "Training needs at least", "--memory allows 1;");
        Assert.False(Directory.Exists(folder["small"]));
        var numbers = System.Text.RegularExpressions.Regex.Match(plan.Error, "full unrolling ([0-9,]+), recomputation ([0-9,]+)");
        var (full, recomputed) = (Bytes(numbers.Groups[1].Value), Bytes(numbers.Groups[2].Value));
        Assert.True(recomputed < full);
        var result = Cli.Run(["train", "sinusoid", "--run", folder["run"], "--no-baselines", "--memory", $"{full - 1}", .. Cli.Quick.Except(["--meta-batch", "5"]), .. options]).Succeeded();
        Assert.Contains("recomputation it is", result.Error, StringComparison.Ordinal);
        Assert.Contains("computed again in the backward pass", result.Error, StringComparison.Ordinal);
        var record = RunFolder.ReadRecord(folder["run"]);
        Assert.Equal(("yes", $"{full - 1}"), (record.Options["recompute"], record.Options["memory"].TrimEnd('B')));
        Cli.Run("train", "--resume", "--run", folder["run"], "--threads", "8").Failed(1, "with 8 threads", "fewer --threads");
    }

    [Theory]
    [InlineData("bytes and there are", "--meta-batch", "200000000", "--hidden", "1000,1000")]
    [InlineData("bytes and there are", "--shots", "2000000", "--meta-batch", "400", "--inner-steps", "40")]
    [InlineData("bytes and there are", "--meta-batch", "2000000000")]
    [InlineData("A size that was asked for is more than one array holds", "--shots", "2147483000")]
    [InlineData("A value of shape [2147483000, 1] has 2,147,483,000 numbers; at most", "--shots", "2147483000", "--hidden", "1")]
    public void What_the_machine_s_memory_does_not_hold_is_one_sentence_and_nothing_is_written(string sentence, params string[] sizes)
    {
        var result = Cli.Run(["train", "sinusoid", "--run", folder["run"], .. sizes]);
        result.Failed(1, sentence);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Fact]
    public void A_run_that_was_started_with_a_switch_is_continued_without_naming_it()
    {
        Train("--recompute");
        Assert.Contains("nothing is left to do", Cli.Run("train", "--resume", "--run", folder["run"]).Succeeded().Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Doctor_names_the_fault_in_words_and_as_json()
    {
        Train("--inner-learning-rate", "1", "--initializer", "fan-in");
        var text = Cli.Run("doctor", folder["run"]).Succeeded().Out;
        Assert.StartsWith("inner rate too large", text, StringComparison.Ordinal);
        Assert.Matches("(?m)^  try +--inner-learning-rate", text);
        var lines = Cli.Run("doctor", folder["run"], "--json").Succeeded().Out.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal("inner rate too large", lines[0].GetProperty("diagnosis").GetString());
        Assert.Equal(2, lines[^1].GetProperty("loss_by_step").GetArrayLength());
    }

    [Fact]
    public void Doctor_looks_at_a_run_that_failed_before_its_first_checkpoint()
    {
        Cli.Run(["train", "sinusoid", "--run", folder["run"], "--no-baselines", .. Cli.Quick, "--outer-learning-rate", "1e30"]).Failed(1, "not finite");
        var result = Cli.Run("doctor", folder["run"]).Succeeded();
        Assert.StartsWith("outer rate too large", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Doctor_of_no_run_is_one_sentence() => Cli.Run("doctor", folder["none"]).Failed(1, folder["none"], "there is no such folder");

    [Fact]
    public void A_budget_that_is_no_size_is_wrong_usage() => Cli.Run("train", "sinusoid", "--memory", "lots").Failed(2, "--memory 'lots'", "200MB");

    private CliResult Train(params string[] more)
        => Cli.Run(["train", "sinusoid", "--run", folder["run"], "--no-baselines", .. Cli.Quick, .. more]).Succeeded();

    private static long Bytes(string text) => long.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    private static string Lines(double factor = 1)
    {
        var text = new StringBuilder("store,a,y\n");
        for (var row = 0; row < 96; row++)
            text.Append(CultureInfo.InvariantCulture, $"s{row % 8},{factor * row},{factor * (2 * row + 10 * (row % 8))}\n");
        return text.ToString();
    }
}
