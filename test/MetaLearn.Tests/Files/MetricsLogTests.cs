using MetaLearn.Files;

namespace MetaLearn.Tests.Files;

public sealed class MetricsLogTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string LogPath => folder.File("metrics.jsonl");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Lines_come_back_as_they_were_written()
    {
        using (var log = MetricsLog.Open(LogPath, -1))
        {
            log.Write(0, ("loss", 1.0 / 3), ("query error", double.NaN));
            log.Write(100, ("loss", double.NegativeInfinity));
            log.FlushToDisk();
        }
        Assert.Equal("""{"iteration":0,"loss":0.3333333333333333,"query error":"NaN"}""", File.ReadLines(LogPath).First());
        var lines = MetricsLog.Read(LogPath);
        Assert.Equal([0, 100], lines.Select(l => l.Iteration));
        Assert.Equal(1.0 / 3, lines[0].Values["loss"]);
        Assert.Equal(double.NaN, lines[0].Values["query error"]);
        Assert.Equal(double.NegativeInfinity, lines[1].Values["loss"]);
    }

    [Fact]
    public void A_line_is_readable_while_the_log_is_open()
    {
        using var log = MetricsLog.Open(LogPath, -1);
        log.Write(1, ("loss", 1));
        Assert.Single(MetricsLog.Read(LogPath));
    }

    [Fact]
    public void Resuming_drops_later_and_half_written_lines()
    {
        File.WriteAllText(LogPath, """
            {"iteration":0,"loss":3}
            {"iteration":100,"loss":2}
            {"iteration":200,"loss":1}
            {"iteration":300,"lo
            """);
        using (var log = MetricsLog.Open(LogPath, 100)) log.Write(200, ("loss", 0.5));
        Assert.Equal("""
            {"iteration":0,"loss":3}
            {"iteration":100,"loss":2}
            {"iteration":200,"loss":0.5}

            """, File.ReadAllText(LogPath));
    }

    [Fact]
    public void A_killed_and_resumed_log_equals_an_unbroken_one()
    {
        using (var log = MetricsLog.Open(LogPath, -1))
            for (var i = 0; i < 10; i++) log.Write(i, ("loss", 1.0 / (i + 1)));
        var unbroken = File.ReadAllBytes(LogPath);
        for (var kept = 0; kept <= unbroken.Length; kept += 7)
        {
            var path = folder.FileOf("killed.jsonl", unbroken.AsSpan(0, kept));
            var last = MetricsLog.Read(path) is { IsEmpty: false } lines ? lines[^1].Iteration : -1;
            using (var log = MetricsLog.Open(path, last))
                for (var i = last + 1; i < 10; i++) log.Write(i, ("loss", 1.0 / (i + 1)));
            Assert.Equal(unbroken, File.ReadAllBytes(path));
        }
    }

    [Fact]
    public void A_half_written_last_line_is_not_read()
    {
        File.WriteAllText(LogPath, "{\"iteration\":0,\"loss\":3}\n{\"iteration\":100");
        Assert.Equal(0, Assert.Single(MetricsLog.Read(LogPath)).Iteration);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[1]")]
    [InlineData("{\"loss\":1}")]
    [InlineData("{\"iteration\":-5}")]
    [InlineData("{\"iteration\":1,\"loss\":\"low\"}")]
    [InlineData("{\"iteration\":1,\"loss\":1,\"loss\":2}")]
    [InlineData("{\"iteration\":1,\"\\ud800\":1}")]
    public void A_bad_line_is_named_by_its_number(string line)
    {
        File.WriteAllText(LogPath, "{\"iteration\":0}\n" + line + "\n");
        var thrown = Assert.Throws<FileFormatException>(() => MetricsLog.Read(LogPath));
        Assert.Equal($"{LogPath}: line 2 is not a JSON object of numbers with an \"iteration\".", thrown.Message);
    }

    [Fact]
    public void Metrics_that_would_hide_each_other_are_refused()
    {
        using var log = MetricsLog.Open(LogPath, -1);
        Assert.Throws<ArgumentException>(() => log.Write(0, ("loss", 1), ("loss", 2)));
        Assert.Throws<ArgumentException>(() => log.Write(0, ("iteration", 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => log.Write(-1));
        Assert.Throws<FileNotFoundException>(() => MetricsLog.Read(folder.File("none.jsonl")));
    }
}
