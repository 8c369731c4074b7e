using FsCheck;
using FsCheck.Fluent;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;

namespace MetaLearn.Tests.Episodes;

public class SeriesEpisodesTests
{
    /// <summary>Series that count up from 0, so that a standardised value tells its time; of the given lengths.</summary>
    private static SeriesTable Table(params int[] lengths) => new()
    {
        Source = "s.csv",
        Series = [.. lengths.Select((length, i) => new Series($"s{i}", Enumerable.Range(0, length).Select(t => (double)t).ToArray()))],
    };

    private static int[] Times(SeriesEpisodes source, string name, ReadOnlyMemory<float> standardised)
    {
        var (mean, deviation) = source.ScaleOf(name);
        return [.. standardised.ToArray().Select(value => (int)Math.Round(value * deviation + mean))];
    }

    [Fact]
    public void Query_targets_come_after_all_support_targets_and_share_none()
        => Prop.ForAll(Gen.Choose(1, 6).Four().ToArbitrary(), numbers =>
        {
            var (lags, horizon, shots, queries) = numbers;
            var windows = new SeriesWindows { Lags = lags, Horizon = horizon };
            var shortest = lags + (shots + 1) * horizon;
            var source = new SeriesEpisodes(Table(shortest, shortest + 1, 60), windows, shots, queries);
            for (var i = 0; i < 12; i++)
            {
                var episode = source.Sample(1, i);
                var (support, query) = (Times(source, episode.Name, episode.Support.Y), Times(source, episode.Name, episode.Query.Y));
                Assert.True(support.Max() < query.Min(), $"support up to {support.Max()}, query from {query.Min()}");
                var x = Times(source, episode.Name, episode.Query.X);
                for (var row = 0; row < queries; row++)
                {
                    Assert.Equal(Enumerable.Range(query[row * horizon] - lags, lags), x[(row * lags)..((row + 1) * lags)]);
                    Assert.Equal(Enumerable.Range(query[row * horizon], horizon), query[(row * horizon)..((row + 1) * horizon)]);
                }
                // Support targets join up and end where the query's begin.
                Assert.Equal(Enumerable.Range(query[0] - shots * horizon, shots * horizon), support.Order());
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100).WithReplay(1UL, 1UL));

    [Fact]
    public void The_present_moves_from_the_middle_to_where_as_many_query_windows_are_left_as_lags()
    {
        var source = new SeriesEpisodes(Table(40, 40), new SeriesWindows { Lags = 4 }, 2, 2);
        var episodes = Enumerable.Range(0, 500).Select(i => source.Sample(1, i));
        Assert.Equal(Enumerable.Range(20, 16), episodes.Select(e => Times(source, e.Name, e.Query.Y)[0]).Distinct().Order());
    }

    [Fact]
    public void Standardisation_uses_nothing_from_the_earliest_present_on()
    {
        var past = Enumerable.Range(0, 10).Select(t => (double)(t % 3)).ToArray();
        SeriesEpisodes Make(double future) => new(new SeriesTable
        {
            Source = "s",
            Series = [new("a", past.Concat(Enumerable.Repeat(future, 10)).ToArray()), new("b", past.Concat(past).ToArray())],
        }, new SeriesWindows { Lags = 3 }, 4, 4, EpisodeOrder.AsGiven);
        Assert.Equal(Make(0).ScaleOf("a"), Make(1e6).ScaleOf("a"));
        Assert.Equal(past.Average(), Make(0).ScaleOf("a").Mean, 1e-12);
    }

    [Fact]
    public void A_constant_past_has_deviation_1()
    {
        var table = new SeriesTable { Source = "s", Series = [new("a", Enumerable.Repeat(0.1, 20).ToArray())] };
        var source = new SeriesEpisodes(table, new SeriesWindows { Lags = 2 }, 2, 2);
        Assert.Equal((0.1, 1.0), source.ScaleOf("a"));
        Assert.All(source.Sample(1, 0).Query.Y.ToArray(), y => Assert.Equal(0, y));
    }

    [Fact]
    public void The_support_set_does_not_change_with_queries_and_Fill_writes_what_Sample_gives()
    {
        var windows = new SeriesWindows { Lags = 3, Horizon = 2 };
        var (few, many) = (new SeriesEpisodes(Table(40, 50), windows, 4, 1), new SeriesEpisodes(Table(40, 50), windows, 4, 9));
        for (var i = 0; i < 10; i++) EpisodeAssert.Same(few.Sample(1, i).Support, many.Sample(1, i).Support);
        var batch = new EpisodeBatch(many.Shape, 1);
        batch.Fill(many, 1, 3);
        EpisodeAssert.Same(many.Sample(1, 3).Query, new(batch.QueryX, batch.QueryY));
        Assert.Equal(new EpisodeShape(4, 9, new Shape(3), new Shape(2)), many.Shape);
    }

    [Fact]
    public void A_forecast_keeps_the_support_and_runs_on_from_the_present()
    {
        var source = new SeriesEpisodes(Table(40, 40), new SeriesWindows { Lags = 3, Horizon = 2 }, 4, 5);
        var (episode, forecast) = (source.Sample(1, 6), source.Forecast(1, 6, 4));
        EpisodeAssert.Same(episode.Support, forecast.Support);
        var present = Times(source, episode.Name, episode.Query.Y)[0];
        Assert.Equal(Enumerable.Range(present, 8), Times(source, forecast.Name, forecast.Query.Y));
        Assert.Equal((40 - present) / 2 * 2, source.Forecast(1, 6, 1000).Query.Y.Length);
    }

    [Fact]
    public void Short_series_are_left_out_with_a_warning_or_refused()
    {
        var windows = new SeriesWindows { Lags = 24 };
        var table = Table(35, 34, 100).WithAtLeast(windows, 10);
        Assert.Equal(["s0", "s2"], table.Series.Select(series => series.Name));
        Assert.Equal(["s.csv: 1 of 3 episodes left out for having fewer than 35 values (24 lags, 10 windows to adapt on and 1 to predict, horizon 1): 's1' has 34."], table.Warnings);
        Assert.StartsWith("s.csv: Only 1 of 2 episodes has at least 35 values", Assert.Throws<DataException>(() => Table(34, 100).WithAtLeast(windows, 10)).Message, StringComparison.Ordinal);
        Assert.Equal("s.csv: Series 's1' has 34 values; 10 shots of 24 lags and horizon 1 need at least 35.",
            Assert.Throws<DataException>(() => new SeriesEpisodes(Table(100, 34), windows, 10, 1)).Message);
    }

    [Fact]
    public void Impossible_options_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SeriesWindows { Lags = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SeriesWindows { Horizon = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SeriesWindows { Present = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SeriesWindows { Present = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SeriesEpisodes(Table(50, 50), new(), 0, 1));
        Assert.Throws<ArgumentException>(() => new SeriesEpisodes(Table(50, 50), new(), 1, 1).ScaleOf("s9"));
    }
}
