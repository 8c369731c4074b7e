using System.Globalization;

namespace MetaLearn.Cli.Tests;

public sealed class AdaptSeriesTests(AdaptableRuns runs) : IClassFixture<AdaptableRuns>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Out => folder["one.adapted"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_series_is_forecast_in_its_own_unit_alike_from_a_row_and_from_a_column()
    {
        Adapt("wide", AdaptableRuns.Wide(9, 1)).Succeeded();
        var forecast = Predict(AdaptableRuns.Wide(9, 1)).Succeeded().Out;
        var lines = forecast.TrimEnd().Split('\n');
        Assert.Equal("step,predicted_value", lines[0]);
        Assert.Equal(["1", "2"], lines[1..].Select(line => line.Split(',')[0]));
        // Its values are between 40 and 60, standardised ones about −1.5 to 1.5.
        foreach (var line in lines[1..]) Assert.InRange(double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture), 20, 80);
        Adapt("wide", Column(9)).Succeeded();
        Assert.Equal(forecast, Predict(Column(9)).Succeeded().Out);
    }

    [Fact]
    public void A_run_of_long_form_names_its_column_and_takes_one_series()
    {
        Adapt("long", Column(9)).Succeeded();
        Assert.StartsWith("step,predicted_value\n1,", Predict("time,value\n" + string.Concat(Enumerable.Range(0, 4).Select(t => $"{t},50\n"))).Succeeded().Out, StringComparison.Ordinal);
        Adapt("long", "name,value\na,1\na,2\nb,3\n").Failed(1, "line 4: The row is of 'b' in column 'name', those before are of 'a'");
        Adapt("long", "vale\n1\n").Failed(1, "no column 'value'; the nearest name is 'vale'");
    }

    [Fact]
    public void Fewer_windows_than_in_training_are_said_and_too_few_values_refused_with_both_numbers()
    {
        // 4 lags and a horizon of 2: ten values give three windows, eight two, five none.
        Assert.DoesNotContain("note:", Adapt("wide", Column(9, 10)).Succeeded().Error, StringComparison.Ordinal);
        Assert.Contains("gives 2 examples; the run was trained with 3", Adapt("wide", Column(9, 8)).Succeeded().Error, StringComparison.Ordinal);
        Adapt("wide", Column(9, 5)).Failed(1, "5 values; adapting needs at least 6 (4 lags and a horizon of 2)");
        Predict(Column(9, 3)).Failed(1, "3 values; the model predicts from the last 4");
    }

    [Theory]
    [InlineData("name,1,2\na,1,2\nb,1,2\n", "line 3: There is a second row of 3 columns; expected one series")]
    [InlineData("12.5\n1\n2\n", "first line is the number 12.5; it must name the column")]
    [InlineData("value\none\n", "line 2: Expected a number in column 'value', found 'one'")]
    [InlineData("value\n", "no values")]
    [InlineData("", "empty")]
    public void A_file_that_is_not_one_series_is_refused(string text, string reason) => Adapt("wide", text).Failed(1, folder["support.csv"], reason);

    private static string Column(int series, int count = 40)
        => "value\n" + string.Concat(AdaptableRuns.Values(series)[..count].Select(value => value.ToString("R", CultureInfo.InvariantCulture) + "\n"));

    private CliResult Adapt(string run, string support) => Cli.Run("adapt", runs[run], "--support", folder.Write("support.csv", support), "--out", Out);

    private CliResult Predict(string query) => Cli.Run("predict", Out, folder.Write("query.csv", query));
}
