using System.Globalization;
using MetaLearn.Reports;

namespace MetaLearn.Tests.Reports;

public sealed class LinePlotTests
{
    [Fact]
    public void A_line_goes_through_its_points_in_proportion()
    {
        var points = Pages.Points(Assert.Single(Pages.Paths(Pages.Parse(Plot([0, 1, 4], [0, 10, 40])), "ml-line")));
        Assert.Equal(3, points.Length);
        Assert.Equal(0.25, (points[1].X - points[0].X) / (points[2].X - points[0].X), 0.001);
        Assert.Equal(0.25, (points[1].Y - points[0].Y) / (points[2].Y - points[0].Y), 0.001);
        Assert.True(points[2].Y < points[0].Y, "Larger values stand higher.");
    }

    [Fact]
    public void On_a_logarithmic_axis_equal_ratios_are_equal_distances()
    {
        var points = Pages.Points(Pages.Paths(Pages.Parse(Plot([0, 1, 2], [0.01, 1, 100]) with { LogY = true }), "ml-line")[0]);
        Assert.Equal(points[0].Y - points[1].Y, points[1].Y - points[2].Y, 0.02);
    }

    [Theory]
    [InlineData(double.NaN, false)]
    [InlineData(double.PositiveInfinity, false)]
    [InlineData(double.NegativeInfinity, false)]
    [InlineData(0.0, true)]
    [InlineData(-1.0, true)]
    public void What_cannot_be_shown_leaves_a_gap(double value, bool log)
    {
        var series = new Series("loss", [0, 1, 2, 3, 4], [5, 4, value, 2, 1]) { Marker = MarkerShape.Circle };
        var svg = Pages.Parse(new LinePlot { Series = [series.WithBand([4, 3, value, 1, .5], [6, 5, value, 3, 2])], LogY = log });
        Assert.Equal(2, Pages.Runs(Pages.Paths(svg, "ml-line")[0]));
        Assert.Equal(4, Pages.Points(Pages.Paths(svg, "ml-line")[0]).Length);
        Assert.Equal(2, Pages.Runs(Pages.Paths(svg, "ml-band")[0]));
        Assert.Equal(4, Pages.Runs(Pages.Paths(svg, "ml-mark")[0]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(-1e-30)]
    [InlineData(1e200)]
    [InlineData(-1e200)]
    [InlineData(1e-200)]
    public void Single_points_and_constant_series_have_their_place_in_the_panel(double value)
    {
        foreach (var log in new[] { false, true })
            foreach (var x in new double[][] { [7], [1, 2, 3] })
            {
                var svg = Pages.Parse(Plot(x, [.. x.Select(_ => value)]) with { LogY = log });
                if (log && value <= 0) Assert.Empty(Pages.Paths(svg, "ml-line"));
                else Assert.All(Pages.Points(Pages.Paths(svg, "ml-line")[0]), p => Assert.InRange(p.Y, 0, 420));
                Assert.NotEmpty(Pages.Texts(svg));
            }
    }

    [Theory]
    [InlineData(-double.MaxValue, double.MaxValue)]
    [InlineData(double.MaxValue, double.MaxValue)]
    [InlineData(double.Epsilon, double.Epsilon)]
    [InlineData(0, double.Epsilon)]
    [InlineData(1e-200, 1e200)]
    [InlineData(-1e200, 1e200)]
    [InlineData(1, 1.0000000000000002)]
    [InlineData(1, 1.00000000001)]
    public void Ranges_as_wide_or_narrow_as_the_type_are_drawn(double low, double high)
    {
        Pages.Parse(Plot([low, high], [low, high]));
        Pages.Parse(Plot([0, 1], [low, high]) with { LogY = true });
    }

    [Fact]
    public void A_series_of_nothing_but_gaps_leaves_an_empty_panel()
        => Assert.Empty(Pages.Paths(Pages.Parse(Plot([0, 1], [double.NaN, double.NaN])), "ml-line"));

    [Fact]
    public void Empty_and_unequal_series_are_refused()
    {
        Assert.StartsWith("Series 'loss' has no points; expected at least 1.", Assert.Throws<ArgumentException>(() => new Series("loss", [], [])).Message, StringComparison.Ordinal);
        Assert.StartsWith("Series 'loss' has 2 x values and 1 y values; expected as many.", Assert.Throws<ArgumentException>(() => new Series("loss", [1, 2], [1])).Message, StringComparison.Ordinal);
        Assert.StartsWith("Series 'loss' has 1 points, but a band of 1 low and 2 high values.", Assert.Throws<ArgumentException>(() => new Series("loss", [1], [1]).WithBand([0], [1, 2])).Message, StringComparison.Ordinal);
        Assert.StartsWith("A plot needs at least 1 series.", Assert.Throws<ArgumentException>(() => new LinePlot { Series = [] }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_is_escaped_and_what_XML_cannot_hold_is_replaced()
    {
        const string Nasty = "<script>alert(\"1\")</script> & 'x' \u0001 \ud800";
        var svg = Pages.Parse(new LinePlot { Title = Nasty, XTitle = Nasty, YTitle = Nasty, Series = [new Series(Nasty, [1, 2], [1, 2])] });
        Assert.Equal(4, Pages.Texts(svg).Count(t => t == "<script>alert(\"1\")</script> & 'x' \ufffd \ufffd"));
        Assert.DoesNotContain(svg.Descendants(), e => e.Name.LocalName == "script");
        Assert.Contains("alert", svg.Attribute("aria-label")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_do_not_depend_on_the_culture()
    {
        var plot = Plot([0.5, 1.25], [1234.5, 0.25]);
        var before = CultureInfo.CurrentCulture;
        try
        {
            var svg = plot.ToSvg();
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NumberGroupSeparator = ".", NegativeSign = "~" } };
            Assert.Equal(svg, plot.ToSvg());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_long_series_is_thinned_and_keeps_its_peaks()
    {
        var x = Enumerable.Range(0, 100_000).Select(i => (double)i).ToArray();
        var y = x.Select(i => i % 7 / 10).ToArray();
        y[54_321] = 100;
        var plot = Plot(x, y);
        var points = Pages.Points(Pages.Paths(Pages.Parse(plot), "ml-line")[0]);
        Assert.InRange(points.Length, 1000, 4000);
        var peak = points.MinBy(p => p.Y);
        Assert.Equal(0.54321, (peak.X - points[0].X) / (points[^1].X - points[0].X), 0.001);
        Assert.Equal(points.Select(p => p.X).Order(), points.Select(p => p.X));
    }

    [Fact]
    public void The_legend_stands_above_the_panel_in_rows_that_fit()
    {
        var plot = new LinePlot { Title = "Many", Series = [.. Enumerable.Range(0, 12).Select(i => new Series($"A series with a long name {i}", [0, 1], [i, i]))] };
        var svg = Pages.Parse(plot);
        var top = double.Parse(Pages.Data(svg).Single().Attribute("y")!.Value, CultureInfo.InvariantCulture);
        var keys = svg.Descendants().Where(e => e.Attribute("class")?.Value == "ml-key").ToArray();
        Assert.Equal(12, keys.Length);
        Assert.All(keys, key => Assert.True(double.Parse(key.Attribute("y")!.Value, CultureInfo.InvariantCulture) < top));
        Assert.All(keys, key => Assert.InRange(double.Parse(key.Attribute("x")!.Value, CultureInfo.InvariantCulture), 0, 700));
    }

    [Fact]
    public void Each_style_looks_different()
    {
        var svg = Pages.Parse(new LinePlot
        {
            Series =
            [
                new Series("a", [0, 1], [0, 1]) { Line = LineStyle.Dashed },
                new Series("b", [0, 1], [1, 2]) { Line = LineStyle.Dotted, Color = PlotColor.Gray },
                new Series("c", [0, 1], [2, 3]) { Line = LineStyle.None, Marker = MarkerShape.Triangle, Color = PlotColor.Purple },
            ],
        });
        Assert.Equal(["ml-line ml-dashed ml-blue", "ml-line ml-dotted ml-gray"], Pages.Paths(svg, "ml-line").Select(p => p.Attribute("class")!.Value));
        Assert.Equal(["ml-mark ml-purple"], Pages.Paths(svg, "ml-mark").Select(p => p.Attribute("class")!.Value));
    }

    [Fact]
    public void An_interval_that_reaches_zero_is_open_downwards_on_a_logarithmic_axis()
    {
        var series = new Series("a", [0, 1], [1, 1]).WithBand([0, 0.5], [2, 2]);
        var band = Pages.Points(Assert.Single(Pages.Paths(Pages.Parse(new LinePlot { Series = [series], LogY = true }), "ml-band")));
        Assert.Equal(4, band.Length);
        Assert.True(band[3].Y > band[2].Y, "The lower end at 0 is the panel's lower border.");
    }

    [Fact]
    public void A_description_replaces_the_one_made_from_titles()
    {
        var plot = Plot([0, 1], [0, 1]) with { Title = "Loss", XTitle = "iteration", YTitle = "nats" };
        Assert.Equal("Loss. nats against iteration. loss.", Pages.Parse(plot).Attribute("aria-label")!.Value);
        Assert.Equal("It falls.", Pages.Parse(plot with { Description = "It falls." }).Attribute("aria-label")!.Value);
    }

    private static LinePlot Plot(double[] x, double[] y) => new() { Series = [new Series("loss", x, y)] };
}
