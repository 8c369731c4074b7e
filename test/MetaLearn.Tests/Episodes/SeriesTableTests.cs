using MetaLearn.Episodes;

namespace MetaLearn.Tests.Episodes;

public class SeriesTableTests
{
    private static SeriesTable Wide(string content)
    {
        using var file = new TemporaryFile(content);
        return SeriesTable.ReadWide(file.Path);
    }

    private static string Problem(string content, Func<string, SeriesTable> read)
    {
        using var file = new TemporaryFile(content);
        return Assert.Throws<DataException>(() => read(file.Path)).Message[file.Path.Length..];
    }

    [Fact]
    public void One_series_a_row_is_read_without_its_padding()
    {
        var table = Wide("\"V1\",\"V2\",\"V3\",\"V4\"\n\"H1\",\"605\",\"586\",\"-1.5e1\"\n\"H2\",\"7\",,\n");
        Assert.Equal(["H1", "H2"], table.Series.Select(series => series.Name));
        Assert.Equal([605, 586, -15], table.Series[0].Values.ToArray());
        Assert.Equal([7], table.Series[1].Values.ToArray());
    }

    [Theory]
    [InlineData("n,v1,v2,v3\nH1,1,,3\nH2,1,2,3\n", ", line 2: The cell in column 'v2' is empty; expected a number.")]
    [InlineData("n,v1,v2\nH1,,\nH2,1,2\n", ", line 2: Series 'H1' has no values.")]
    [InlineData("n,v1,v2\nH1,1,2\nH2,1,2\nH1,3,4\n", ", line 4: Series 'H1' was there before, in line 2; names must differ.")]
    [InlineData("n,v1,v2\nH1,1,two\nH2,1,2\n", ", line 2: Expected a number in column 'v2', found 'two'.")]
    [InlineData("n,v1,v2\nH1,1,2\nH2,1\n", ", line 3: The row has 2 cells; the header has 3.")]
    [InlineData("n,v1,v2\n,1,2\nH2,1,2\n", ", line 2: The cell in column 'n' is empty; expected a name.")]
    [InlineData("n\nH1\n", ", line 1: The header has 1 column; one series a row needs a name and at least one value.")]
    [InlineData("n,v1,v2\nH1,1,2\n", ": Every row has 'H1' in column 'n', which makes one episode; at least 2 are needed.")]
    [InlineData("n,v1,v1\nH1,1,2\n", ", line 1: The header has two columns named 'v1', columns 2 and 3; names must differ.")]
    public void Bad_rows_of_series_are_refused(string content, string problem) => Assert.Equal(problem, Problem(content, SeriesTable.ReadWide));

    [Fact]
    public void Long_form_keeps_each_series_in_the_files_order()
    {
        using var file = new TemporaryFile("hour,meter,load\n0,m1,5\n0,m2,50\n1,m1,4\n1,m2,40\n2,m1,6\n");
        var table = SeriesTable.ReadLong(file.Path, "meter", "load");
        Assert.Equal([5, 4, 6], table.Series[0].Values.ToArray());
        Assert.Equal([50, 40], table.Series[1].Values.ToArray());
        Assert.Equal(["m2"], table.Only(["m2"]).Series.Select(series => series.Name));
    }

    [Fact]
    public void Bad_long_form_is_refused()
    {
        const string Content = "meter,load\nm1,5\nm2,NaN\n";
        Assert.Equal(", line 3: Expected a finite number of at most 3.4E+38 in column 'load', found 'NaN'.", Problem(Content, path => SeriesTable.ReadLong(path, "meter", "load")));
        Assert.Equal(", line 1: There is no column 'lod'; the nearest name is 'load'; the columns are 'meter', 'load'.", Problem(Content, path => SeriesTable.ReadLong(path, "meter", "lod")));
        Assert.Equal(": Column 'meter' was named as both the episode and the value column.", Problem(Content, path => SeriesTable.ReadLong(path, "meter", "meter")));
    }

    [SkippableFact]
    public void The_hourly_series_of_M4_are_read_from_gzip()
    {
        var table = SeriesTable.ReadWide(SharedData.File("m4-hourly/Hourly-train.csv.gz"));
        Assert.Equal(414, table.Series.Count);
        Assert.Equal(169, table.Series.Count(series => series.Values.Length == 700));
        Assert.Equal(245, table.Series.Count(series => series.Values.Length == 960));
        Assert.Equal([605, 586, 586, 559], table.Series[0].Values[..4].ToArray());

        var split = EpisodeSplit.Exact(table.Series.Select(series => series.Name), 0, 0.2);
        Assert.Equal((331, 83), (split.Train.Count, split.Test.Count));
        var windows = new SeriesWindows { Lags = 24 };
        var source = new SeriesEpisodes(table.WithAtLeast(windows, 10).Only(split.Test), windows, 10, 10);
        for (var i = 0; i < 83; i++)
        {
            var episode = source.Sample(1, i);
            Assert.Contains(episode.Name, split.Test);
            Assert.All(episode.Query.X.ToArray(), x => Assert.True(float.IsFinite(x)));
        }
    }

    [SkippableFact]
    public void Two_stations_of_weather_are_read_as_two_groups()
    {
        var table = CsvTable.Read(SharedData.File("weather/weather.csv"), "location", ["temp_min", "wind"], ["temp_max"]);
        Assert.Equal(["Seattle", "New York"], table.Groups.Select(group => group.Name));
        Assert.All(table.Groups, group => Assert.Equal(1461, group.Rows));
    }
}
