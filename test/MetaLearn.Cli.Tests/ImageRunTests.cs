using MetaLearn.Files;

namespace MetaLearn.Cli.Tests;

public sealed class ImageRunTests : IDisposable
{
    private static readonly string[] Quick =
    [
        "--iterations", "20", "--validate-every", "10", "--validation-episodes", "10", "--meta-batch", "4", "--hidden", "16", "--threads", "1", "--evaluation-steps", "2",
        "--model", "mlp", "--inner-learning-rate", "0.4",
    ];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Strokes_train_and_the_protocol_says_ways_shots_and_queries_a_class()
    {
        var result = Cli.Run(["train", "strokes", "--shots", "2", "--run", folder["run"], .. Quick]).Succeeded();
        Assert.Contains("5-way 2-shot, 2 queries a class", result.Error, StringComparison.Ordinal);
        Assert.Contains("200 classes meta-training, 20 meta-validation, 80 meta-test", result.Error, StringComparison.Ordinal);
        Assert.Contains("Accuracy, the fraction of query examples with the right label", result.Out, StringComparison.Ordinal);
        Assert.Contains("600 episodes (seed 0), 5-way 2-shot, 2 queries a class, up to 2 inner steps, inductive, one model", result.Out, StringComparison.Ordinal);
        Assert.Contains("accuracy of MAML from", File.ReadAllText(Path.Combine(folder["run"], "report.html")), StringComparison.Ordinal);
        Assert.Matches("learner +loss +accuracy +minus MAML, paired", result.Out);
        Assert.Matches(@"1-NN on pixels, 0 steps +[\d.]+ ± [\d.]+ +0\.\d+ ± 0\.\d+ +[+−]0\.\d+ ± 0\.\d+", result.Out);
        Assert.DoesNotContain("pretrained", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("maml", "--model", "mlp")]
    [InlineData("classifier", "--model", "conv4", "--filters", "4")]
    public void Evaluating_as_the_run_was_gives_the_same_table(string algorithm, params string[] model)
    {
        string[] command = ["train", "strokes", "--algorithm", algorithm, "--ways", "3", "--iterations", "4", "--validate-every", "2", "--validation-episodes", "4", "--threads", "1", "--evaluation-steps", "1", "--json", .. model];
        var trained = Cli.Run([.. command, "--run", folder["run"]]).Succeeded().Out;
        var json = Cli.Run("evaluate", folder["run"], "--json").Succeeded().Out;
        Assert.Contains("1-NN on pixels", json, StringComparison.Ordinal);
        Assert.Contains(algorithm == "maml" ? "random initialisation" : "fine-tuning", json, StringComparison.Ordinal);
        Assert.Equal(trained[..trained.IndexOf("{\"run\"", StringComparison.Ordinal)], json);
        Assert.Contains("1-NN on pixels", Cli.Run("evaluate", folder["run"], "--ways", "2", "--episodes", "10").Succeeded().Out, StringComparison.Ordinal);
        // What training was told to leave out stays out.
        trained = Cli.Run([.. command, "--no-baselines", "--run", folder["alone"]]).Succeeded().Out;
        Assert.Equal(trained[..trained.IndexOf("{\"run\"", StringComparison.Ordinal)], Cli.Run("evaluate", folder["alone"], "--json").Succeeded().Out);
    }

    [Fact]
    public void The_plan_and_the_record_say_how_pictures_were_resized_and_whether_inverted()
    {
        var plan = Cli.Run(["train", "strokes", "--no-baselines", "--run", folder["run"], .. Quick]).Succeeded().Error;
        Assert.Matches(@"(?m)^pictures +28×28×1, not resized; those of adapt and predict are, by antialiased, ink is 1; those of adapt and predict are inverted$", plan.ReplaceLineEndings("\n"));
        for (var i = 0; i < 15; i++) StrokesFolder.Write(folder["own"], 10 * i, 1, 2);
        string[] own = ["train", "images", folder["own"], "--image-size", "14", "--no-baselines", "--queries", "1", .. Quick];
        plan = Cli.Run([.. own, "--run", folder["smooth"]]).Succeeded().Error;
        Assert.Matches(@"(?m)^pictures +14×14×1, cut to the square in their middle, resized by antialiased, not inverted$", plan.ReplaceLineEndings("\n"));
        plan = Cli.Run([.. own, "--resize", "nearest", "--fit", "squash", "--run", folder["sharp"]]).Succeeded().Error;
        Assert.Matches(@"(?m)^pictures +14×14×1, squashed to a square, resized by nearest, not inverted$", plan.ReplaceLineEndings("\n"));
        string Recorded(string run) => RunFolder.ReadRecord(folder[run]).Options["resize"];
        Assert.Equal(("antialiased", "antialiased", "nearest"), (Recorded("run"), Recorded("smooth"), Recorded("sharp")));
    }

    [Fact]
    public void A_run_from_before_the_way_of_resizing_was_recorded_is_opened_and_continued()
    {
        Cli.Run(["train", "strokes", "--no-baselines", "--run", folder["run"], .. Quick]).Succeeded();
        var record = Path.Combine(folder["run"], "run.json");
        var lines = File.ReadAllLines(record);
        var older = lines.Where(line => !line.Contains("\"resize\"", StringComparison.Ordinal)).ToArray();
        Assert.Equal(lines.Length - 1, older.Length);
        File.WriteAllLines(record, older);
        Cli.Run("evaluate", folder["run"], "--episodes", "10").Succeeded();
        Cli.Run("train", "--resume", "--run", folder["run"], "--resize", "antialiased").Succeeded();
    }

    [Fact]
    public void The_record_keeps_what_only_the_pictures_told()
    {
        Cli.Run(["train", "strokes", "--no-baselines", "--run", folder["run"], .. Quick]).Succeeded();
        var record = RunFolder.ReadRecord(folder["run"]);
        Assert.Equal(("28", "1", "5", "none"), (record.Options["image-size"], record.Options["channels"], record.Options["ways"], record.Options["rotations"]));
        Assert.Equal(64, record.DataFingerprint?.Length);
    }

    [Fact]
    public void A_run_is_evaluated_with_other_ways_shots_and_queries_reported_verified_and_audited()
    {
        Cli.Run(["train", "strokes", "--no-baselines", "--rotations", "augment", "--run", folder["run"], .. Quick]).Succeeded();
        var evaluated = Cli.Run("evaluate", folder["run"], "--ways", "3", "--shots", "4", "--queries", "2", "--episodes", "10").Succeeded();
        Assert.Contains("10 episodes (seed 0), 3-way 4-shot, 2 queries a class", evaluated.Out, StringComparison.Ordinal);
        Cli.Run("evaluate", folder["run"], "--ways", "6").Failed(1, "tells 5 classes apart", "6 ways");
        Cli.Run("report", folder["run"]).Succeeded();
        Cli.Run("verify", folder["run"], "--episodes", "1").Succeeded();
        var audit = Cli.Run("audit", folder["run"], "--episodes", "100").Succeeded();
        Assert.Matches("labels +pass", audit.Out);
        Assert.Matches("groups +pass", audit.Out);
    }

    [Fact]
    public void A_run_that_was_stopped_goes_on_to_the_same_bits()
    {
        Cli.Run(["train", "strokes", "--no-baselines", "--run", folder["whole"], .. Quick]).Succeeded();
        using (var stop = new CancellationTokenSource())
        {
            stop.Cancel();
            Cli.Run(stop.Token, ["train", "strokes", "--no-baselines", "--run", folder["parts"], .. Quick]).Failed(1, "metalearn train --resume");
        }
        Cli.Run("train", "--resume", "--no-baselines", "--run", folder["parts"]).Succeeded();
        Assert.Equal(File.ReadAllBytes(RunFolder.CheckpointPathIn(folder["whole"])), File.ReadAllBytes(RunFolder.CheckpointPathIn(folder["parts"])));
    }

    [Fact]
    public void What_does_not_go_together_is_refused_in_a_sentence()
    {
        Cli.Run(["train", "strokes", "--ways", "1", .. Quick]).Failed(2, "--ways '1'", "at least 2");
        Cli.Run(["train", "strokes", "--shots", "15", "--queries", "6", .. Quick]).Failed(1, "meta-training: Class 'strokes 000' has 20 pictures; 15 shots and 6 queries a class need at least 21.");
        Cli.Run(["train", "strokes", "--ways", "21", .. Quick]).Failed(1, "meta-validation: 21 ways need at least 21 classes; there are 20.");
        Cli.Run(["train", "strokes", "DIR", .. Quick]).Failed(1, "strokes takes no file");
        Cli.Run(["train", "strokes", "--algorithm", "pretrained", .. Quick]).Failed(1, "labelled anew in each episode");
        Cli.Run(["train", "strokes", "--algorithm", "cavia", .. Quick]).Failed(1, "cavia on pictures needs a network that a context modulates: conv4, conv4-pool, conv4-mini; found mlp.");
        Cli.Run(["train", "strokes", "--algorithm", "learned-loss", .. Quick]).Failed(1, "learned-loss predicts numbers");
        Cli.Run(["train", "strokes", "--step-normalization", "per-step", .. Quick]).Failed(1, "step-normalization 'per-step' is for networks with batch normalisation; found mlp.");
        Cli.Run(["train", "strokes", "--algorithm", "oracle", .. Quick]).Failed(1, "oracle");
    }

    [Fact]
    public void Ways_and_shots_vary_in_training_and_a_stopped_run_goes_on_to_the_same_bits()
    {
        string[] varying = ["--fewest-ways", "2", "--shots", "3", "--fewest-shots", "2", "--queries", "2"];
        var result = Cli.Run(["train", "strokes", "--no-baselines", "--run", folder["whole"], .. varying, .. Quick]).Succeeded();
        Assert.Contains("2 to 5 ways and 2 to 3 shots, drawn for each iteration of meta-training", result.Error, StringComparison.Ordinal);
        Assert.Contains("5-way 3-shot, 2 queries a class", result.Out, StringComparison.Ordinal);
        using (var stop = new CancellationTokenSource())
        {
            stop.Cancel();
            Cli.Run(stop.Token, ["train", "strokes", "--no-baselines", "--run", folder["parts"], .. varying, .. Quick]).Failed(1, "metalearn train --resume");
        }
        Cli.Run("train", "--resume", "--no-baselines", "--threads", "2", "--run", folder["parts"]).Succeeded();
        Assert.Equal(File.ReadAllBytes(RunFolder.CheckpointPathIn(folder["whole"])), File.ReadAllBytes(RunFolder.CheckpointPathIn(folder["parts"])));
        Assert.Matches("labels +pass", Cli.Run("audit", folder["whole"], "--episodes", "100").Succeeded().Out);
        Cli.Run("evaluate", folder["whole"], "--ways", "3", "--shots", "1", "--episodes", "10").Succeeded();
        Cli.Run("verify", folder["whole"], "--episodes", "1").Succeeded();
        Cli.Run(["train", "strokes", "--fewest-ways", "6", .. Quick]).Failed(1, "The fewest ways are 6; expected 2 to 5, the most.");
        Cli.Run(["train", "strokes", "--algorithm", "classifier", "--model", "conv4", "--fewest-ways", "2", "--iterations", "2"]).Failed(1, "leave --fewest-ways and --fewest-shots out");
    }

    [Fact]
    public void Runs_are_measured_as_an_ensemble_that_the_protocol_names()
    {
        foreach (var seed in new[] { "1", "2", "3" }) Cli.Run(["train", "strokes", "--no-baselines", "--seed", seed, "--run", folder[seed], .. Quick]).Succeeded();
        var together = Cli.Run("evaluate", folder["1"], "--ensemble", folder["2"], folder["3"], "--episodes", "40").Succeeded().Out;
        Assert.Contains("40 episodes (seed 0), 5-way 1-shot, 1 query a class, up to 2 inner steps, inductive, an ensemble of 3 models, ±", together, StringComparison.Ordinal);
        Assert.Contains("ensemble of 3", together, StringComparison.Ordinal);
        // Of twice the same run it is that run.
        string[] Json(params string[] more) => Cli.Run(["evaluate", folder["1"], "--episodes", "40", "--json", .. more]).Succeeded().Out.TrimEnd().Split('\n');
        var (alone, twice) = (Json(), Json("--ensemble", folder["1"]));
        Assert.Equal(alone.Length, twice.Length);
        for (var i = 0; i < alone.Length; i++) Assert.Equal(Number(alone[i], "accuracy"), Number(twice[i], "accuracy"), 1e-12);
        for (var i = 0; i < alone.Length; i++) Assert.Equal(Number(alone[i], "mean"), Number(twice[i], "mean"), 1e-5);
        Assert.All(twice, line => Assert.Equal(2, Number(line, "models")));
        Cli.Run(["train", "strokes", "--no-baselines", "--rotations", "augment", "--run", folder["turned"], .. Quick]).Succeeded();
        Cli.Run("evaluate", folder["1"], "--ensemble", folder["turned"]).Failed(1, "is of other pictures, another split or other episodes than");

        static double Number(string line, string name) => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty(name).GetDouble();
    }

    [Theory]
    [InlineData("fomaml")]
    [InlineData("reptile")]
    [InlineData("imaml")]
    [InlineData("meta-sgd")]
    [InlineData("anil")]
    [InlineData("maml++")]
    public void The_family_learns_from_pictures(string algorithm)
        => Cli.Run(["train", "strokes", "--no-baselines", "--algorithm", algorithm, "--run", folder["run"], "--iterations", "4", .. Quick[2..]]).Succeeded();

    [Theory]
    [InlineData("boil")]
    [InlineData("lstm")]
    [InlineData("learned-optimizer")]
    [InlineData("cavia")]
    [InlineData("maml++")]
    public void The_rest_of_the_family_learns_by_convolutions_adapts_to_pictures_and_labels_others(string algorithm)
    {
        string[] contexts = algorithm == "cavia" ? ["--contexts", "7"] : [];
        Cli.Run(["train", "strokes", "--no-baselines", "--algorithm", algorithm, "--run", folder["run"], "--statistics", "support", "--filters", "4", "--iterations", "4", "--validate-every", "2",
            "--validation-episodes", "5", "--meta-batch", "2", "--threads", "1", "--inner-steps", "2", "--evaluation-steps", "3", .. contexts]).Succeeded();
        Assert.Contains("4-shot, 1 query a class, up to 5 inner steps, inductive", Cli.Run("evaluate", folder["run"], "--shots", "4", "--steps", "5", "--episodes", "5").Succeeded().Out, StringComparison.Ordinal);
        StrokesFolder.Write(folder["new"], 250, 5, 2);
        Cli.Run("adapt", folder["run"], "--support", folder["new"], "--out", folder["new.adapted"]).Succeeded();
        Assert.Equal(1 + 10, Cli.Run("predict", folder["new.adapted"], folder["new"]).Succeeded().Out.TrimEnd().Split('\n').Length);
    }
}
