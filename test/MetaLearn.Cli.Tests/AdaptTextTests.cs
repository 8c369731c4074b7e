using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MetaLearn.Cli.Tests;

public sealed class AdaptTextTests : IClassFixture<AdaptTextTests.Run>, IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string run;

    public AdaptTextTests(Run trained) => run = trained.Folder["run"];

    private string Out => folder["one.adapted"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Labels_are_predicted_as_text_with_their_probability()
    {
        Adapt(Rows(9, 12)).Succeeded();
        var lines = Predict("size,colour\n-2,red\n2,blue\n").Succeeded().Out.Split('\n');
        Assert.Equal("size,colour,predicted_kind,probability_kind", lines[0]);
        foreach (var cells in lines[1..3].Select(line => line.Split(',')))
        {
            Assert.True(cells[2] is "cup" or "plate", cells[2]);
            Assert.InRange(double.Parse(cells[3], CultureInfo.InvariantCulture), 0.5, 1);
        }
        var row = JsonDocument.Parse(Predict("size,colour\n-2,red\n", "--json").Succeeded().Out).RootElement;
        Assert.Equal(lines[1].Split(',')[2], row.GetProperty("predicted_kind").GetString());
        Assert.Equal(JsonValueKind.Number, row.GetProperty("probability_kind").ValueKind);
    }

    [Fact]
    public void Adapting_to_a_store_teaches_its_own_labels()
    {
        // What store 3 calls a cup, store 4 calls a plate.
        string Labels(int store)
        {
            Adapt(Rows(store, 12), "--steps", "60").Succeeded();
            return string.Join(' ', Predict("size,colour\n-2,red\n2,red\n").Succeeded().Out.Split('\n')[1..3].Select(line => line.Split(',')[2]));
        }
        Assert.Equal(("cup plate", "plate cup"), (Labels(4), Labels(3)));
    }

    [Fact]
    public void A_category_nobody_has_seen_is_warned_about_when_adapting_and_when_predicting()
    {
        Assert.Contains("column 'colour' holds 1 category that no meta-training row has, which the model sees as none: 'mauve' (line 3)",
            Adapt("size,colour,kind\n1,red,cup\n2,mauve,plate\n").Succeeded().Error, StringComparison.Ordinal);
        Assert.Contains("'pink' (line 2)", Predict("size,colour\n1,pink\n").Succeeded().Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_the_model_does_not_know_is_refused_with_the_known_ones()
    {
        Adapt("size,colour,kind\n1,red,cup\n2,red,plat\n").Failed(1, "line 3", "'plat'", "the nearest is 'plate'", "'cup', 'plate'");
        Assert.False(File.Exists(Out));
    }

    [Fact]
    public void Equal_features_with_two_labels_are_warned_about()
        => Assert.Contains("equal features and other labels: lines 2 and 4", Adapt("size,colour,kind\n1,red,cup\n2,red,cup\n1,red,plate\n").Succeeded().Error, StringComparison.Ordinal);

    private CliResult Adapt(string support, params string[] more) => Cli.Run(["adapt", run, "--support", folder.Write("support.csv", support), "--out", Out, .. more]);

    private CliResult Predict(string query, params string[] more) => Cli.Run(["predict", Out, folder.Write("query.csv", query), .. more]);

    private static string Rows(int store, int rows)
    {
        var text = new StringBuilder("size,colour,kind\n");
        for (var row = 0; row < rows; row++)
        {
            var size = row % 5 - 2.5;
            text.Append(CultureInfo.InvariantCulture, $"{size},{(row % 2 == 0 ? "red" : "blue")},{((size > 0) == (store % 2 == 0) ? "plate" : "cup")}\n");
        }
        return text.ToString();
    }

    public sealed class Run : IDisposable
    {
        public Run()
        {
            var text = new StringBuilder("store,size,colour,kind\n");
            for (var store = 0; store < 10; store++)
                foreach (var line in Rows(store, 20).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)) text.Append(CultureInfo.InvariantCulture, $"s{store},{line}\n");
            Cli.Run(["train", "csv", Folder.Write("kinds.csv", text.ToString()), "--episode", "store", "--features", "size,colour", "--target", "kind", "--run", Folder["run"],
                "--shots", "5", "--no-baselines", .. Cli.Quick]).Succeeded();
        }

        internal TemporaryFolder Folder { get; } = new();

        public void Dispose() => Folder.Dispose();
    }
}
