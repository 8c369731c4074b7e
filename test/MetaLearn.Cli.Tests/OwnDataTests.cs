using System.Globalization;
using System.Text;

namespace MetaLearn.Cli.Tests;

public sealed class OwnDataTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("store,a,y\ns1,1,2\ns1,1\n", "line 3", "2 cells; the header has 3")]
    [InlineData("store,a,y\ns1,1,2\ns1,one,3\n", "line 3", "Expected a number in column 'a', found 'one'")]
    [InlineData("store,a,y\ns1,1,2\ns1,NaN,3\n", "line 3", "finite")]
    [InlineData("store,a,y\ns1,1,2\ns1,,3\n", "line 3", "The cell in column 'a' is empty")]
    [InlineData("store,a,y\ns1,1,2\ns1,2,3\n", "one episode", "at least 2 are needed")]
    [InlineData("store,a,y\ns1,1,2\ns2,2,3\n", "Only 0 of 2 episodes", "at least 3 rows")]
    [InlineData("store,a,a,y\ns1,1,1,2\n", "line 1", "two columns named 'a'")]
    [InlineData("store,aa,y\ns1,1,2\n", "no column 'a'", "the nearest name is 'aa'")]
    [InlineData("", "empty", "")]
    public void A_table_that_cannot_be_used_is_refused_with_place_and_reason(string text, string place, string reason)
    {
        var file = folder.Write("table.csv", text);
        Csv(file, "--shots", "2").Failed(1, file, place, reason);
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Fact]
    public void A_missing_file_is_named() => Csv(folder["none.csv"]).Failed(1, folder["none.csv"]);

    [Theory]
    [InlineData("\uFEFF", "\n", "")]
    [InlineData("", "\r\n", "")]
    [InlineData("", "\n", "\"two\nlines\"")]
    public void A_byte_order_mark_CRLF_and_quoted_newlines_work(string mark, string newline, string quoted)
    {
        var text = new StringBuilder(mark + "store,a,y,note" + newline);
        for (var row = 0; row < 60; row++)
            text.Append(CultureInfo.InvariantCulture, $"s{row % 6},{row},{3 * row + row % 6},{quoted}{newline}");
        var file = folder.Write("table.csv", Encoding.UTF8.GetBytes(text.ToString()));
        var result = Csv(file, [.. Cli.Quick, "--shots", "3", "--no-baselines"]).Succeeded();
        Assert.Contains("4 groups meta-training, 1 meta-validation, 1 meta-test", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_short_group_is_left_out_with_a_warning_and_a_target_is_shown_in_its_own_unit()
    {
        var file = folder.Write("table.csv", Lines(groups: 8, rows: 12) + "short,1,2\n");
        var result = Csv(file, [.. Cli.Quick, "--shots", "3"]).Succeeded();
        Assert.Contains("warning:", result.Error, StringComparison.Ordinal);
        Assert.Contains("'short' has 1", result.Error, StringComparison.Ordinal);
        Assert.Contains("root, in units of y", result.Out, StringComparison.Ordinal);
        Assert.Contains("from scratch", result.Out, StringComparison.Ordinal);
        Assert.Contains("standardised units", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluation_uses_the_scaling_that_is_stored_with_the_model()
    {
        var file = folder.Write("table.csv", Lines(groups: 8, rows: 12));
        Csv(file, [.. Cli.Quick, "--shots", "3", "--no-baselines"]).Succeeded();
        // Other groups of ten times the size: a scaling learned anew would hide that they are new.
        File.WriteAllText(file, Lines(groups: 8, rows: 12, factor: 10));
        var result = Cli.Run("evaluate", folder["run"], "--steps", "1").Succeeded();
        Assert.Contains("has changed since the run was trained", result.Error, StringComparison.Ordinal);
        var loss = double.Parse(
            result.Out.Split('\n').Single(line => line.StartsWith("0 ", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        Assert.True(loss > 20, $"loss {loss}");
    }

    [Fact]
    public void A_run_is_not_continued_on_other_data()
    {
        var file = folder.Write("table.csv", Lines(groups: 8, rows: 12));
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        string[] arguments = ["train", "csv", file, "--episode", "store", "--features", "a", "--target", "y", "--run", folder["run"], "--shots", "3", .. Cli.Quick];
        Assert.Equal(1, Cli.Run(stopped.Token, arguments).Code);
        File.WriteAllText(file, Lines(groups: 8, rows: 12, factor: 10));
        Cli.Run("train", "--resume", "--run", folder["run"]).Failed(1, file, "cannot be continued on other data");
    }

    [Theory]
    [InlineData("--episode", "store", "needs --features")]
    [InlineData("--features", "a", "needs --episode")]
    public void A_table_needs_its_columns_named(string option, string value, string reason)
        => Cli.Run("train", "csv", folder.Write("t.csv", "store,a,y\n"), option, value).Failed(1, reason);

    [Fact]
    public void Series_train_in_wide_and_in_long_form()
    {
        var wide = new StringBuilder("name," + string.Join(',', Enumerable.Range(0, 40)) + "\n");
        var tall = new StringBuilder("name,value\n");
        for (var series = 0; series < 8; series++)
        {
            var values = Enumerable.Range(0, 40).Select(t => Math.Sin(t * (0.3 + 0.1 * series)).ToString("R", CultureInfo.InvariantCulture)).ToArray();
            wide.Append(CultureInfo.InvariantCulture, $"s{series},{string.Join(',', values)}\n");
            foreach (var value in values) tall.Append(CultureInfo.InvariantCulture, $"s{series},{value}\n");
        }
        string[] options = [.. Cli.Quick, "--lags", "4", "--horizon", "1", "--shots", "3", "--queries", "5", "--no-baselines"];
        var ofWide = Cli.Run(["train", "series", folder.Write("wide.csv", wide.ToString()), "--run", folder["wide"], .. options]).Succeeded();
        var ofLong = Cli.Run(["train", "series", folder.Write("long.csv", tall.ToString()), "--episode", "name", "--value", "value", "--run", folder["long"], .. options]).Succeeded();
        Assert.Equal(Table(ofWide.Out), Table(ofLong.Out));
        Assert.Contains("Forecasts before and after adapting", File.ReadAllText(Path.Combine(folder["wide"], "report.html")), StringComparison.Ordinal);
        static string Table(string text) => text[..text.IndexOf("Report:", StringComparison.Ordinal)];
    }

    [Fact]
    public void Series_with_too_few_values_are_refused_with_the_number_that_is_needed()
        => Cli.Run("train", "series", folder.Write("wide.csv", "name,1,2\na,1,2\nb,3,4\n"), "--run", folder["run"]).Failed(1, "Only 0 of 2 episodes", "24 lags");

    [SkippableFact]
    public void Real_hourly_series_train_from_the_gzip_and_show_every_baseline_in_one_table()
    {
        var file = SharedData.File("m4-hourly/Hourly-train.csv.gz");
        var result = Cli.Run("train", "series", file, "--run", folder["run"], "--iterations", "100", "--validate-every", "100", "--validation-episodes", "41").Succeeded();
        Assert.Contains("290 series meta-training, 41 meta-validation, 83 meta-test", result.Error, StringComparison.Ordinal);
        foreach (var row in new[] { "MAML, ", "pretrained, as it is", "pretrained, ", "random initialisation, as it is", "from scratch, " })
            Assert.Contains(result.Out.Split('\n'), line => line.StartsWith(row, StringComparison.Ordinal) && line.Contains('±', StringComparison.Ordinal));
        Assert.Contains("830 episodes of 83 series (seed 0), 10 support", result.Out, StringComparison.Ordinal);
        var evaluated = Cli.Run("evaluate", folder["run"], "--episodes", "166", "--json").Succeeded().Out.Split('\n')[0];
        Assert.Contains("\"episodes\":166,\"groups\":83,", evaluated, StringComparison.Ordinal);
    }

    private CliResult Csv(string file, params string[] more)
        => Cli.Run(["train", "csv", file, "--episode", "store", "--features", "a", "--target", "y", "--run", folder["run"], .. more]);

    private static string Lines(int groups, int rows, double factor = 1)
    {
        var text = new StringBuilder("store,a,y\n");
        for (var row = 0; row < groups * rows; row++)
            text.Append(CultureInfo.InvariantCulture, $"s{row % groups},{factor * row},{factor * (2 * row + 10 * (row % groups))}\n");
        return text.ToString();
    }
}
