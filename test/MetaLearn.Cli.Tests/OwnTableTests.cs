using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MetaLearn.Cli.Tests;

/// <summary>Tables of categories, classes, several targets, a split column and two files: each trains, is evaluated from its folder alone, and is continued.</summary>
public sealed class OwnTableTests : IDisposable
{
    private static readonly string[] Settings =
    [
        "--iterations", "300", "--validate-every", "100", "--meta-batch", "8", "--hidden", "16", "--shots", "8", "--queries", "12", "--evaluation-steps", "5", "--threads", "1", "--no-baselines",
    ];

    private static readonly string[] Labels = ["wait", "buy", "skip"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Categories_tell_what_numbers_do_not()
    {
        // What is sold is the kind's worth, which each shop moves by its own size: without the kind half of the variance stays.
        var file = folder.Write("t.csv", Table("shop,kind,note,sold", (shop, row) => $"{Kind(shop + row)},{row % 7},{(shop + row) % 3 * 4 + shop % 5}"));
        Losses(Train("kind", file, "--features", "kind,note", "--target", "sold"), out var loss);
        Losses(Train("blind", file, "--features", "note", "--target", "sold"), out var blind);
        Assert.InRange(loss, 0, 0.5 * blind);
        Assert.Contains("x [4], y [1]", Train("again", file, "--features", "kind,note", "--target", "sold").Error, StringComparison.Ordinal);
        SameFromTheFolder("kind", loss);
        SameWhenContinued("kind", file, "--features", "kind,note", "--target", "sold");
    }

    [Fact]
    public void Numbers_that_are_declared_as_categories_are_categories()
    {
        var file = folder.Write("t.csv", Table("shop,day,sold", (shop, row) => $"{row % 5},{(row % 5 is 1 or 3 ? 5 : 0) + shop % 4}"));
        Assert.Contains("x [5], y [1]", Train("run", file, "--features", "day", "--target", "sold", "--categories", "day").Error, StringComparison.Ordinal);
        Assert.Contains("\"categories\": \"day\"", File.ReadAllText(Path.Combine(folder["run"], "run.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("label")]
    [InlineData("code")]
    public void Labels_make_it_classification_with_accuracy_beside_the_loss(string target)
    {
        var file = Labelled();
        string[] columns = ["--features", "a,kind", "--target", target, .. target == "code" ? new[] { "--classes", "code" } : []];
        var result = Train("run", file, columns);
        Assert.Contains("Cross-entropy of " + target + " in nats (1.0986 is a guess among its 3 labels)", result.Out, StringComparison.Ordinal);
        Assert.Contains("Accuracy, the fraction of query examples with the right label:", result.Out, StringComparison.Ordinal);
        Assert.Contains("of right labels", File.ReadAllText(Path.Combine(folder["run"], "report.html")), StringComparison.Ordinal);
        // α of classes, which only the file could tell, stands in the record.
        Assert.Contains("\"inner-learning-rate\": \"0.2\"", File.ReadAllText(Path.Combine(folder["run"], "run.json")), StringComparison.Ordinal);
        var json = Cli.Run("evaluate", folder["run"], "--json").Succeeded().Out.Split('\n')[5];
        using var last = JsonDocument.Parse(json);
        Assert.InRange(last.RootElement.GetProperty("mean").GetDouble(), 0, 0.8);
        Assert.InRange(last.RootElement.GetProperty("accuracy").GetDouble(), 0.6, 1);
        Assert.InRange(last.RootElement.GetProperty("accuracy_interval").GetDouble(), 1e-6, 0.3);
        SameFromTheFolder("run", last.RootElement.GetProperty("mean").GetDouble());
        if (target == "label") SameWhenContinued("run", file, columns);
    }

    [Fact]
    public void Baselines_of_classes_are_measured_too()
    {
        var result = Cli.Run(["train", "csv", Labelled(), "--episode", "shop", "--features", "a,kind", "--target", "label", "--run", folder["run"], .. Settings.Where(option => option != "--no-baselines")]).Succeeded();
        foreach (var name in new[] { "pretrained, as it is", "random initialisation, as it is", "from scratch, " })
            Assert.Contains(result.Out.Split('\n'), line => line.StartsWith(name, StringComparison.Ordinal) && line.Split('±').Length >= 4);
    }

    [Fact]
    public void Several_targets_train_as_before()
    {
        var file = folder.Write("t.csv", Table("shop,a,y,z", (shop, row) => $"{row % 9},{row % 9 + shop},{shop - row % 9}"));
        var result = Train("run", file, "--features", "a", "--target", "y,z");
        Assert.Contains("mean squared error of y, z in standardised units", result.Error, StringComparison.Ordinal);
        Losses(result, out var loss);
        Assert.InRange(loss, 0, 0.5);
    }

    [Fact]
    public void A_split_column_parts_tables_and_series()
    {
        static string Part(int shop) => shop switch { < 5 => "test", < 8 => "validation", _ => "train" };
        var table = folder.Write("t.csv", Table("shop,part,a,y", (shop, row) => $"{Part(shop)},{row % 9},{row % 9 + shop}"));
        Assert.Contains("12 groups meta-training, 3 meta-validation, 5 meta-test, by column 'part'",
            Train("table", table, "--features", "a", "--target", "y", "--split-column", "part").Error, StringComparison.Ordinal);
        Losses(Cli.Run("evaluate", folder["table"]).Succeeded(), out var loss);
        Assert.InRange(loss, 0, 0.5);
        var series = folder.Write("s.csv", Table("shop,part,v", (shop, row) => $"{Part(shop)},{Math.Sin(0.3 * row + shop).ToString("R", CultureInfo.InvariantCulture)}", byShop: true));
        Assert.Contains("12 series meta-training, 3 meta-validation, 5 meta-test, by column 'part'",
            Cli.Run(["train", "series", series, "--episode", "shop", "--value", "v", "--split-column", "part", "--lags", "4", "--horizon", "1", "--run", folder["series"], .. Settings]).Succeeded().Error,
            StringComparison.Ordinal);
        Cli.Run("train", "series", series, "--split-column", "part").Failed(1, "series with one series a row has no --split-column");
        Cli.Run("train", "csv", table, "--episode", "shop", "--features", "a", "--target", "y", "--split-column", "prt").Failed(1, "no column 'prt'", "'part'");
    }

    [Fact]
    public void Support_and_query_rows_may_be_two_files()
    {
        var support = folder.Write("known.csv", Table("shop,a,kind,y", (shop, row) => $"{row % 9},{Kind(row)},{row % 9 + shop + row % 3}"));
        var query = folder.Write("later.csv", Table("y,shop,kind,a", (shop, row) => $"{row % 9 + shop + row % 3},s{shop},{Kind(row)},{row % 9}", isFirst: false) + "1,new,red,1\n");
        var result = Train("run", support, "--features", "a,kind", "--target", "y", "--query-file", query);
        Assert.Contains($"1 of 21 episodes left out for having rows in one of the two files only: 'new' (only in {query})", result.Error, StringComparison.Ordinal);
        Losses(result, out var loss);
        Assert.InRange(loss, 0, 0.3);
        SameFromTheFolder("run", loss);
        SameWhenContinued("run", support, "--features", "a,kind", "--target", "y", "--query-file", query);
        File.AppendAllText(query, "1,s1,red,1\n");
        Assert.Contains("has changed since the run was trained", Cli.Run("evaluate", folder["run"]).Succeeded().Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_above_its_memory_trains_to_the_same_bits()
    {
        var file = folder.Write("t.csv", Table("shop,a,kind,note,label", (shop, row) => $"{row % 9},{Kind(row)},{new string('n', 60)},{(row % 9 + shop > 8 ? "high" : "low")}"));
        string[] columns = ["--features", "a,kind", "--target", "label"];
        var memory = Train("memory", file, columns);
        var streamed = Train("streamed", file, [.. columns, "--table-memory", "40KB"]);
        Assert.Equal(File.ReadAllBytes(Checkpoint("memory")), File.ReadAllBytes(Checkpoint("streamed")));
        Assert.Equal(Results(memory), Results(streamed));
        Cli.Run("train", "csv", file, "--episode", "shop", "--features", "a", "--target", "label", "--table-memory", "1KB").Failed(1, "The index of 800 rows takes", "--table-memory is 1 KB");
        Cli.Run("train", "csv", file, "--table-memory", "much").Failed(2, "--table-memory 'much': expected a size of at least 1 byte, such as 200MB");
        static string Results(CliResult result) => result.Out[..result.Out.IndexOf("Report:", StringComparison.Ordinal)];
    }

    [Fact]
    public void Categories_and_labels_that_the_model_does_not_know_are_warned_about_and_refused()
    {
        var file = Labelled();
        Train("run", file, "--features", "a,kind", "--target", "label");
        var text = File.ReadAllText(file);
        File.WriteAllText(file, text.Replace("red", "crimson", StringComparison.Ordinal));
        Assert.Contains("column 'kind' holds 1 category that no meta-training row has, which the model sees as none: 'crimson' (line 2).",
            Cli.Run("evaluate", folder["run"]).Succeeded().Error, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace("wait", "weight", StringComparison.Ordinal));
        Cli.Run("evaluate", folder["run"]).Failed(1, file, "The label 'weight' in column 'label' (line 3)", "the nearest is 'wait'", "the known ones are 'buy', 'skip', 'wait'");
    }

    [Fact]
    public void Rows_that_contradict_each_other_are_warned_about()
    {
        var file = folder.Write("t.csv", Table("shop,a,label", (shop, row) => $"{shop * 50 + row},{(row > 20 ? "high" : "low")}") + "s3,151,high\n");
        Assert.Contains("1 row contradicts an earlier row of its group: its features are equal and its label is another; it is line 802, against line 25, of 's3'.",
            Train("run", file, "--features", "a", "--target", "label").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_and_numbers_are_not_predicted_together()
        => Cli.Run("train", "csv", Labelled(), "--episode", "shop", "--features", "kind", "--target", "a,label").Failed(1, "The targets mix labels ('label') and numbers ('a')");

    [Fact]
    public void A_model_of_labels_adapts_to_a_file_and_predicts_labels()
    {
        Train("run", Labelled(), "--features", "a,kind", "--target", "label");
        // A new shop, which likes what shop 1 likes: it skips the dear, waits for the cheap, and buys red after green.
        var support = folder.Write("support.csv", "a,kind,label\n" + string.Concat(Enumerable.Range(0, 12).Select(row => $"{row - 5.5},{Kind(row)},{(Kind(row) == "blue" ? "buy" : row > 5 ? "skip" : "wait")}\n".ToString(CultureInfo.InvariantCulture))));
        Cli.Run("adapt", folder["run"], "--support", support, "--out", folder["adapted"]).Succeeded();
        var asked = folder.Write("asked.csv", "kind,a\nred,7.5\nred,-7.5\npurple,7.5\n");
        var result = Cli.Run("predict", folder["adapted"], asked).Succeeded();
        var lines = result.Out.TrimEnd().Split('\n');
        Assert.Equal("kind,a,predicted_label,probability_label", lines[0]);
        Assert.StartsWith("red,7.5,skip,0.", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("red,-7.5,wait,0.", lines[2], StringComparison.Ordinal);
        Assert.Contains("column 'kind' holds 1 category that no meta-training row has, which the model sees as none: 'purple' (line 4).", result.Error, StringComparison.Ordinal);
        Cli.Run("adapt", folder["run"], "--support", folder.Write("bad.csv", "a,kind,label\n1,red,skipp\n"), "--out", folder["no"])
            .Failed(1, "bad.csv, line 2: The label 'skipp' in column 'label' is none that the model knows; the nearest is 'skip'");
    }

    [Fact]
    public void Sampling_by_the_spread_of_numbers_refuses_labels()
        => Cli.Run("train", "csv", Labelled(), "--episode", "shop", "--features", "a", "--target", "label", "--sampling", "curriculum")
            .Failed(1, "sampling 'curriculum' goes by how widely numbers spread, and column 'label' holds labels.");

    [Fact]
    public void An_algorithm_that_predicts_numbers_refuses_labels()
        => Cli.Run("train", "csv", Labelled(), "--episode", "shop", "--features", "a", "--target", "label", "--algorithm", "joint").Failed(1, "joint predicts numbers, and column 'label' holds labels");

    private CliResult Train(string run, string file, params string[] columns)
        => Cli.Run(["train", "csv", file, "--episode", "shop", "--run", folder[run], .. columns, .. Settings]).Succeeded();

    /// <summary>The loss after the most steps, which is not the baseline's: adapting to nothing leaves a loss near 1, or near log 3 of three labels.</summary>
    private static void Losses(CliResult result, out double after)
        => after = double.Parse(result.Out.Split('\n').First(line => line.StartsWith("5 ", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    private void SameFromTheFolder(string run, double loss)
    {
        Losses(Cli.Run("evaluate", folder[run]).Succeeded(), out var again);
        Assert.Equal(loss, again, 1e-4);
    }

    private void SameWhenContinued(string run, string file, params string[] columns)
    {
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        Assert.Equal(1, Cli.Run(stopped.Token, ["train", "csv", file, "--episode", "shop", "--run", folder["stopped"], .. columns, .. Settings]).Code);
        Cli.Run("train", "--resume", "--run", folder["stopped"], "--no-baselines").Succeeded();
        Assert.Equal(File.ReadAllBytes(Checkpoint(run)), File.ReadAllBytes(Checkpoint("stopped")));
    }

    private string Checkpoint(string run) => Path.Combine(folder[run], "checkpoint.safetensors");

    // Each shop buys its own favourite kind; of the others it skips the cheap or the dear.
    private string Labelled() => folder.Write("labelled.csv", Table("shop,a,kind,label,code", (shop, row) =>
    {
        var (a, label) = (row * 7 % 20 - 9.5, 0);
        if ((row + shop) % 3 == 0) label = 1;
        else if (a > 0 == shop % 2 > 0) label = 2;
        return string.Create(CultureInfo.InvariantCulture, $"{a + 0.001 * row},{Kind(row)},{Labels[label]},{label}");
    }));

    private static string Kind(int number) => (number % 3) switch { 0 => "red", 1 => "green", _ => "blue" };

    private static string Table(string header, Func<int, int, string> cells, bool isFirst = true, bool byShop = false)
    {
        const int shops = 20, rows = 40;
        var text = new StringBuilder(header + "\n");
        for (var i = 0; i < shops * rows; i++)
        {
            var (shop, row) = byShop ? (i / rows, i % rows) : (i % shops, i / shops);
            text.Append(CultureInfo.InvariantCulture, $"{(isFirst ? $"s{shop}," : "")}{cells(shop, row)}\n");
        }
        return text.ToString();
    }
}
