using System.Globalization;
using System.Text.Json;

namespace MetaLearn.Cli.Tests;

public sealed class SeriesHorizonTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // The mean over the outputs makes the inner loss the steeper the shorter the horizon: with one α for all, an hour's training diverged.
    [SkippableTheory]
    [InlineData(1)]
    [InlineData(6)]
    public void Training_holds_at_every_horizon_with_the_default_rate(int horizon)
    {
        var file = SharedData.File("m4-hourly/Hourly-train.csv.gz");
        Cli.Run("train", "series", file, "--lags", "24", "--horizon", $"{horizon}", "--no-baselines", "--run", folder["run"],
            "--iterations", "500", "--validate-every", "250", "--validation-episodes", "82").Succeeded();
        using var record = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder["run"], "run.json")));
        var rate = record.RootElement.GetProperty("options").GetProperty("inner-learning-rate").GetString()!;
        Assert.Equal(0.05 * horizon / 24, double.Parse(rate, CultureInfo.InvariantCulture), 1e-12);
        var losses = File.ReadLines(Path.Combine(folder["run"], "metrics.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("validation_loss").GetDouble()).ToArray();
        Assert.InRange(losses[^1], 0, 0.5); // 1 is the variance of the series' own past.
    }
}
