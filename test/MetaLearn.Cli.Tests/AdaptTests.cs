using System.Globalization;
using System.Text.Json;
using MetaLearn.Files;

namespace MetaLearn.Cli.Tests;

public sealed class AdaptTests(AdaptableRuns runs) : IClassFixture<AdaptableRuns>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Out => folder["one.adapted"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_store_is_adapted_to_and_predicted_in_its_own_unit_from_the_run_folder_alone()
    {
        var adapted = Adapt("csv", AdaptableRuns.Table([9], 5)).Succeeded();
        Assert.Contains($"Adapted model: {Out}", adapted.Out, StringComparison.Ordinal);
        Assert.Contains($"metalearn predict {Out}", adapted.Out, StringComparison.Ordinal);
        Assert.Contains("adapted to 5 examples in 5 inner steps", adapted.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("note:", adapted.Error, StringComparison.Ordinal);
        var lines = Predict("a;note;b\n0;\"one; two\"\"\";1\n1;\" padded \";2\n").Succeeded().Out.Split('\n');
        Assert.Equal("a,note,b,predicted_y", lines[0]);
        Assert.StartsWith("0,\"one; two\"\"\",1,", lines[1], StringComparison.Ordinal);
        // The target lies between 1000 and 2000 and the network's outputs near 0: the stored scaling is what brings it there.
        Assert.InRange(double.Parse(lines[1].Split(',')[^1], CultureInfo.InvariantCulture), 900, 2500);
        Assert.Equal([""], lines[3..]);
    }

    [Fact]
    public void A_prediction_is_the_library_s()
    {
        Adapt("csv", AdaptableRuns.Table([9], 5)).Succeeded();
        var run = MetaLearn.Experiments.RunModel.Open(runs["csv"]);
        var support = run.Rows.ReadSupport(folder.Write("again.csv", AdaptableRuns.Table([9], 5)));
        var scaling = run.Run.Experiment.Data.Scaling!; // A table has one.
        var (x, y) = (new float[2], new double[1]);
        scaling.ApplyFeatures([1, 2], x);
        scaling.InvertTargets(run.Model.Adapt(support.Examples).Predict(x), y);
        Assert.Equal($"a,b,predicted_y\n1,2,{((float)y[0]).ToString("R", CultureInfo.InvariantCulture)}\n", Predict("a,b\n1,2\n").Succeeded().Out);
    }

    [Fact]
    public void Adapting_to_other_rows_gives_other_predictions_and_to_the_same_the_same_bytes()
    {
        Adapt("csv", AdaptableRuns.Table([9], 5)).Succeeded();
        var (first, bytes) = (Predict("a,b\n1,2\n").Out, File.ReadAllBytes(Out));
        Adapt("csv", AdaptableRuns.Table([1], 5)).Succeeded();
        Assert.NotEqual(first, Predict("a,b\n1,2\n").Succeeded().Out);
        Adapt("csv", AdaptableRuns.Table([9], 5)).Succeeded();
        Assert.Equal(bytes, File.ReadAllBytes(Out));
    }

    [Fact]
    public void Standard_input_is_read_where_a_file_is_a_dash()
    {
        Run("x,y\n1,2\n", "adapt", runs["sinusoid"], "--support", "-", "--out", Out).Succeeded();
        var piped = Run("x\n0.5\n-1\n", "predict", Out, "-").Succeeded();
        Assert.Equal(Predict("x\n0.5\n-1\n").Succeeded().Out, piped.Out);
        Assert.StartsWith("x,predicted_y\n0.5,", piped.Out, StringComparison.Ordinal);
        Run("x\n0.5\noops\n", "predict", Out, "-").Failed(1, "standard input, line 3: Expected a number in column 'x', found 'oops'");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(30)]
    public void Any_number_of_examples_will_do_and_another_than_in_training_is_said(int rows)
    {
        var result = Adapt("csv", AdaptableRuns.Table([9], rows)).Succeeded();
        Assert.Contains($"gives {rows} example{(rows == 1 ? "" : "s")}; the run was trained with 5", result.Error, StringComparison.Ordinal);
        Assert.Equal(rows, AdaptedFile.Read(Out).SupportRows);
    }

    [Fact]
    public void With_json_every_line_is_an_object()
    {
        var text = Adapt("csv", AdaptableRuns.Table([9], 5), "--json", "--steps", "3").Succeeded().Out;
        var adapted = JsonDocument.Parse(text).RootElement;
        Assert.Equal((5, 5, 3), (adapted.GetProperty("support").GetInt32(), adapted.GetProperty("trained_with").GetInt32(), adapted.GetProperty("steps").GetInt32()));
        Assert.Equal(new FileInfo(Out).Length, adapted.GetProperty("bytes").GetInt64());
        Assert.Equal(AdaptedFile.Read(Out).BaseHash, adapted.GetProperty("base").GetString());
        var rows = Predict("a,b\n1,2\n2,1\n", "--json").Succeeded().Out.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["1", "2"], rows.Select(row => row.GetProperty("a").GetString()));
        Assert.All(rows, row => Assert.Equal(JsonValueKind.Number, row.GetProperty("predicted_y").ValueKind));
    }

    [Theory]
    [InlineData("", "The file is empty")]
    [InlineData("store,a,b,y\n", "a header but no rows")]
    [InlineData("a,B,y\n1,2,3\n", "no column 'b'; the nearest name is 'B'")]
    [InlineData("a,b\n1,2\n", "no column 'y'")]
    [InlineData("a,b,y\n1,2,3\n1,two,3\n", "line 3: Expected a number in column 'b', found 'two'")]
    [InlineData("a,b,y\n1,,3\n", "line 2: The cell in column 'b' is empty")]
    [InlineData("a,b,y\n1,2,inf\n", "line 2")]
    [InlineData("a,b,y\n1,2,1e39\n", "line 2: Expected a finite number")]
    [InlineData("a,b,y\n1,2\n", "line 2: The row has 2 cells; the header has 3")]
    [InlineData("store,a,b,y\ns1,1,2,3\ns1,2,2,3\ns2,1,2,3\n", "line 4: The row is of 's2' in column 'store', those before are of 's1'")]
    [InlineData("a,b,y\n1,2,1e37\n", "adapting diverges")]
    public void A_support_file_that_cannot_be_used_is_refused_with_place_and_reason_and_nothing_is_saved(string text, string reason)
    {
        Adapt("csv", text).Failed(1, folder["support.csv"], reason);
        Assert.False(File.Exists(Out));
    }

    [Fact]
    public void Columns_that_are_not_used_and_rows_that_contradict_each_other_are_warned_about()
    {
        var error = Adapt("csv", "a,b,y,when\n1,2,1000,x\n0,2,1000,x\n1,2,2000,x\n1,2,1001,x\n").Succeeded().Error;
        Assert.Contains("does not use column 'when'", error, StringComparison.Ordinal);
        Assert.Contains("equal features and targets far apart: lines 2 and 4;", error, StringComparison.Ordinal);
        Assert.DoesNotContain("warning", Adapt("csv", "a,b,y\n1,2,1000\n1,2,1001\n").Succeeded().Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b,predicted_y\n1,2,3\n", "already")]
    [InlineData("a,b\n", "nothing to predict")]
    [InlineData("a\n1\n", "no column 'b'")]
    [InlineData("a,b\n1,2\n1,x\n", "line 3")]
    [InlineData("a,b\n3e38,3e38\n", "line 2")]
    public void Rows_that_cannot_be_predicted_are_refused_and_nothing_is_written(string text, string reason)
    {
        Adapt("csv", AdaptableRuns.Table([9], 5)).Succeeded();
        var result = Predict(text);
        result.Failed(1, folder["query.csv"], reason);
        Assert.Empty(result.Out);
    }

    private CliResult Adapt(string run, string support, params string[] more)
        => Cli.Run(["adapt", runs[run], "--support", folder.Write("support.csv", support), "--out", Out, .. more]);

    private CliResult Predict(string query, params string[] more) => Cli.Run(["predict", Out, folder.Write("query.csv", query), .. more]);

    private static CliResult Run(string input, params string[] args) => Cli.RunWithInput(input, args);
}
