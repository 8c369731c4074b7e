using System.Text.Json;

namespace MetaLearn.Cli.Tests;

public sealed class ReproduceCommandTests
{
    private static readonly string[] Tiny = ["--iterations", "200", "--episodes", "20", "--threads", "1"];

    [Fact]
    public void List_names_the_reproductions_and_their_rows()
    {
        var (code, output, error) = Run("reproduce", "list");
        Assert.Equal(0, code);
        Assert.StartsWith("maml-sinusoid: Finn", output, StringComparison.Ordinal);
        foreach (var row in (string[])["anchors", "maml", "maml-alpha-0.01", "first-order", "maml-half-range", "oracle", "pretrained", "random-initialisation", "averaged", "averaged-l2", "averaged-to-mean"])
            Assert.Contains($"\n  {row} ", output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Empty(error);
    }

    [Fact]
    public void List_as_json_is_one_object_a_row()
    {
        var rows = Objects(Run("reproduce", "list", "--json").Output);
        Assert.All(rows, row => Assert.Equal(["name", "row", "description"], Names(row)));
        Assert.Contains(rows, row => row.GetProperty("row").GetString() == "oracle");
    }

    [Fact]
    public void Figures_within_their_bands_end_with_0()
    {
        var (code, output, error) = Run(["reproduce", "maml-sinusoid", "--only", "anchors", .. Tiny]);
        Assert.Equal(0, code);
        Assert.Contains("pass: |ours − 4.252| ≤ 2 intervals", output, StringComparison.Ordinal);
        Assert.Contains("2 of 2 judged figures lie in their bands", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_figure_outside_its_band_ends_with_1_and_every_cell_is_one_json_object()
    {
        var (code, output, error) = Run(["reproduce", "maml-sinusoid", "--only", "maml", "--seed", "3", "--json", .. Tiny]);
        Assert.Equal(1, code);
        var cells = Objects(output);
        Assert.All(cells, cell => Assert.Equal(["row", "metric", "paper", "ours", "interval", "episodes", "seed", "pass"], Names(cell)));
        Assert.All(cells, cell => Assert.Equal(("maml", 20, 3), (cell.GetProperty("row").GetString(), cell.GetProperty("episodes").GetInt32(), cell.GetProperty("seed").GetInt32())));
        var judged = cells.Where(cell => cell.GetProperty("pass").ValueKind != JsonValueKind.Null).ToArray();
        Assert.Equal([0.67, 0.38, 0.35], judged.Select(cell => cell.GetProperty("paper").GetDouble()));
        Assert.All(judged, cell => Assert.False(cell.GetProperty("pass").GetBoolean()));
        var mean = cells.First(cell => cell.GetProperty("metric").GetString() == "20-shot error after 10 steps");
        Assert.Equal(JsonValueKind.Null, mean.GetProperty("paper").ValueKind);
        Assert.InRange(mean.GetProperty("ours").GetDouble(), 1, 6);
        Assert.Contains("0 of 3 judged figures lie in their bands (20 evaluation episodes, seed 3, 200 iterations).", error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void The_last_line_has_the_episodes_that_were_measured_not_the_default()
    {
        var data = Path.GetDirectoryName(Path.GetDirectoryName(SharedData.File("m4-hourly/Hourly-train.csv.gz")))!;
        var (_, output, error) = Run("reproduce", "m4-hourly", "--only", "transfer", "--iterations", "2", "--data", data, "--json");
        Assert.Contains(Objects(output), cell => cell.GetProperty("episodes").GetInt32() == 830);
        Assert.Contains("0 of 0 judged figures lie in their bands (830 evaluation episodes, seed 0, 2 iterations).", error, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("5w1s-maml", "transductive")]
    [InlineData("5w1s-pixels", "inductive")]
    public void A_few_shot_row_says_once_how_it_was_measured(string row, string mode)
    {
        var data = Path.GetDirectoryName(Path.GetDirectoryName(SharedData.File("omniglot/images_background.zip")))!;
        string[] command = ["reproduce", "maml-omniglot", "--only", row, "--iterations", "1", "--episodes", "4", "--threads", "1", "--data", data];
        var protocol = $"4 episodes (seed 0), 5-way 1-shot, 1 query a class, up to {(row == "5w1s-maml" ? 5 : 0)} inner steps, {mode}, one model, ± is 1.96 σ/√n";
        var lines = Run(command).Output.Split('\n').Select(line => line.TrimEnd()).ToList();
        Assert.Equal($"{row}: {protocol}.", Assert.Single(lines, line => line.Contains("one model", StringComparison.Ordinal)));
        Assert.StartsWith($"{row} ", lines[lines.IndexOf($"{row}: {protocol}.") + 1], StringComparison.Ordinal);
        var cells = Objects(Run([.. command, "--json"]).Output);
        Assert.All(cells.Where(cell => cell.GetProperty("metric").GetString()!.StartsWith("accuracy", StringComparison.Ordinal)), cell => Assert.Equal(protocol, cell.GetProperty("protocol").GetString()));
    }

    [Fact]
    public void The_same_command_prints_the_same_with_another_number_of_threads()
    {
        string[] command = ["reproduce", "maml-sinusoid", "--only", "first-order", "--json", "--iterations", "200", "--episodes", "20", "--threads"];
        Assert.Equal(Run([.. command, "1"]).Output, Run([.. command, "2"]).Output);
    }

    [Theory]
    [InlineData("name: there is no 'maml-sinusoids'; did you mean 'maml-sinusoid'?", "maml-sinusoids")]
    [InlineData("--only: there is no 'orcale'; did you mean 'oracle'?", "maml-sinusoid", "--only", "orcale")]
    [InlineData("--iterations: expected at least 1, found 0.", "maml-sinusoid", "--iterations", "0")]
    [InlineData("--episodes: expected at least 1, found -5.", "maml-sinusoid", "--episodes", "-5")]
    [InlineData("--threads: expected at least 1, found 0.", "maml-sinusoid", "--threads", "0")]
    public void Wrong_usage_is_one_sentence_and_2(string sentence, params string[] arguments)
    {
        var (code, output, error) = Run(["reproduce", .. arguments]);
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.StartsWith(sentence, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_folder_of_another_seed_is_one_sentence_and_1()
    {
        using var folder = new TemporaryFolder();
        string[] command = ["reproduce", "maml-sinusoid", "--only", "oracle", "--run", folder["run"], .. Tiny];
        var first = Run(command);
        Assert.Equal(first.Output, Run(command).Output);
        var (code, _, error) = Run([.. command, "--seed", "9"]);
        Assert.Equal(1, code);
        Assert.StartsWith($"{folder["run"]}: holds 'reproduce maml-sinusoid' with seed 0 and 200 iterations", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    [Theory]
    [InlineData("maml")]
    [InlineData("averaged")]
    public void Ctrl_C_ends_it_with_how_to_go_on(string row)
    {
        using var folder = new TemporaryFolder();
        var stopped = Cli.Run(new CancellationToken(canceled: true), ["reproduce", "maml-sinusoid", "--only", row, "--run", folder["run"], .. Tiny]);
        stopped.Failed(1, "Stopped and saved; the same command goes on from here.");
        Cli.Run(new CancellationToken(canceled: true), ["reproduce", "maml-sinusoid", "--only", row, .. Tiny]).Failed(1, "nothing was kept");
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        var result = Cli.Run(arguments);
        return (result.Code, result.Out, result.Error);
    }

    private static JsonElement[] Objects(string lines)
        => [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(property => property.Name);
}
