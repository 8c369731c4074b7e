using System.Globalization;
using System.Text;

namespace MetaLearn.Cli.Tests;

/// <summary>One quick run of each kind, trained once for all tests that adapt them.</summary>
public sealed class AdaptableRuns : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public AdaptableRuns()
    {
        var table = folder.Write("table.csv", Table(Enumerable.Range(0, 8), rows: 12));
        Cli.Run(["train", "csv", table, "--episode", "store", "--features", "a,b", "--target", "y", "--run", this["csv"], "--shots", "5", "--no-baselines", .. Cli.Quick]).Succeeded();
        // Nothing of what follows may need the data.
        File.Delete(table);
        Cli.Run(["train", "sinusoid", "--run", this["sinusoid"], "--shots", "5", "--no-baselines", .. Cli.Quick]).Succeeded();
        string[] series = ["--lags", "4", "--horizon", "2", "--shots", "3", "--no-baselines", .. Cli.Quick];
        Cli.Run(["train", "series", folder.Write("wide.csv", Wide(0, 8)), "--run", this["wide"], .. series]).Succeeded();
        var tall = new StringBuilder("name,value\n");
        for (var one = 0; one < 8; one++)
            foreach (var value in Values(one)) tall.Append(CultureInfo.InvariantCulture, $"s{one},{value:R}\n");
        Cli.Run(["train", "series", folder.Write("long.csv", tall.ToString()), "--episode", "name", "--value", "value", "--run", this["long"], .. series]).Succeeded();
    }

    public string this[string name] => folder[name];

    public void Dispose() => folder.Dispose();

    /// <summary>Rows of stores, y a plane of its own for each.</summary>
    internal static string Table(IEnumerable<int> stores, int rows)
    {
        var text = new StringBuilder("store,a,b,y\n");
        foreach (var store in stores)
            for (var row = 0; row < rows; row++)
            {
                var (a, b) = (row % 5 - 2, row % 3);
                text.Append(CultureInfo.InvariantCulture, $"s{store},{a},{b},{1000 + 100 * store + 10 * (store - 3) * a + 5 * b}\n");
            }
        return text.ToString();
    }

    internal static double[] Values(int series) => [.. Enumerable.Range(0, 40).Select(t => 50 + 10 * Math.Sin(t * (0.3 + 0.1 * series)))];

    internal static string Wide(int first, int count)
    {
        var text = new StringBuilder("name," + string.Join(',', Enumerable.Range(0, 40)) + "\n");
        for (var one = first; one < first + count; one++)
            text.Append(CultureInfo.InvariantCulture, $"s{one},{string.Join(',', Values(one).Select(value => value.ToString("R", CultureInfo.InvariantCulture)))}\n");
        return text.ToString();
    }
}
