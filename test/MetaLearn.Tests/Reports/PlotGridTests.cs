using MetaLearn.Reports;

namespace MetaLearn.Tests.Reports;

public sealed class PlotGridTests
{
    [Theory]
    [InlineData(GridScales.All, true, true)]
    [InlineData(GridScales.Column, false, true)]
    [InlineData(GridScales.Each, false, false)]
    public void Scales_are_shared_as_asked(GridScales scales, bool acrossRow, bool downColumn)
    {
        // Each column is ten times as high as the one before it, each row twenty times as high as the one above it.
        var svg = Pages.Parse(new PlotGrid { Scales = scales, Rows = [new("", [Plot(1), Plot(10)]), new("", [Plot(20), Plot(200)])] });
        var rises = Pages.Paths(svg, "ml-line").Select(p => Pages.Points(p) is var at ? at[0].Y - at[1].Y : 0).ToArray();
        Assert.Equal(acrossRow, rises[1] > 9 * rises[0] && rises[1] < 11 * rises[0]);
        Assert.Equal(downColumn, rises[2] > 15 * rises[0]);
    }

    [Fact]
    public void Series_of_one_name_are_one_legend_entry_and_look_alike()
    {
        LinePlot first = new() { Series = [new Series("truth", [0, 1], [0, 1]), new Series("after", [0, 1], [1, 0]) { Line = LineStyle.Dashed }] };
        LinePlot second = new() { Series = [new Series("after", [0, 1], [1, 1])] };
        var svg = Pages.Parse(new PlotGrid { Title = "Both", Rows = [new("MAML", [first, second])] });
        Assert.Equal(1, Pages.Texts(svg).Count(t => t == "after"));
        var looks = Pages.Paths(svg, "ml-line").Select(p => p.Attribute("class")!.Value).ToArray();
        Assert.Equal(["ml-line ml-blue", "ml-line ml-dashed ml-vermilion", "ml-line ml-dashed ml-vermilion"], looks);
    }

    [Fact]
    public void Rows_may_differ_in_length_and_panels_do_not_overlap()
    {
        var svg = Pages.Parse(new PlotGrid { Rows = [new("a", [Plot(1), Plot(1), Plot(1)]), new("b", [Plot(1)])] });
        var boxes = Pages.Data(svg).Select(p => p.Attribute("viewBox")!.Value.Split(' ').Select(v => double.Parse(v, System.Globalization.CultureInfo.InvariantCulture)).ToArray()).ToArray();
        Assert.Equal(4, boxes.Length);
        Assert.True(boxes[0][0] + boxes[0][2] <= boxes[1][0]);
        Assert.True(boxes[1][0] + boxes[1][2] <= boxes[2][0]);
        Assert.True(boxes[0][1] + boxes[0][3] <= boxes[3][1]);
        var view = svg.Attribute("viewBox")!.Value.Split(' ').Select(v => double.Parse(v, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.True(boxes[2][0] + boxes[2][2] <= view[0] + view[2]);
        Assert.True(boxes[3][1] + boxes[3][3] <= view[1] + view[3]);
    }

    [Fact]
    public void An_empty_grid_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new PlotGrid { Rows = [] });
        Assert.Throws<ArgumentException>(() => new PlotGrid { Rows = [new("a", [])] });
    }

    private static LinePlot Plot(double height) => new() { XTitle = "x", YTitle = "y", Series = [new Series("s", [0, 1], [0, height])] };
}
