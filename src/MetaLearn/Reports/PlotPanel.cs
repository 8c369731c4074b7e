using System.Xml.Linq;

namespace MetaLearn.Reports;

/// <summary>The axes of one plot with its series.</summary>
internal sealed class PlotPanel
{
    // Markers and line ends on the border of the plot are not cut.
    private const double Overhang = 6, TickFont = 12, TitleRoom = 22;

    private readonly LinePlot plot;
    private readonly Axis xAxis, yAxis;
    private readonly PlotLegend legend;
    private readonly IReadOnlyList<Tick> xTicks, yTicks;

    public PlotPanel(LinePlot plot, Axis xAxis, Axis yAxis, PlotLegend legend, int ticks)
    {
        (this.plot, this.xAxis, this.yAxis, this.legend) = (plot, xAxis, yAxis, legend);
        xTicks = xAxis.Ticks(ticks);
        yTicks = yAxis.Ticks(ticks - 1);
    }

    /// <summary>Room for the half of the horizontal axis' last number that stands outside of the panel.</summary>
    public const double RightMargin = 24;

    /// <summary>Room that the labels and the title of the vertical axis take.</summary>
    public double LeftMargin => (plot.YTitle.Length > 0 ? TitleRoom : 0) + yTicks.Select(t => Svg.WidthOf(t.Label, TickFont)).DefaultIfEmpty().Max() + 10;

    /// <summary>Room that the labels and the title of the horizontal axis take.</summary>
    public double BottomMargin => 22 + (plot.XTitle.Length > 0 ? TitleRoom : 0);

    public static Axis XAxisOf(IReadOnlyCollection<LinePlot> plots)
        => Axis.Around(plots.SelectMany(p => p.Series).SelectMany(s => s.X), log: false, margin: 0);

    public static Axis YAxisOf(IReadOnlyCollection<LinePlot> plots)
        => Axis.Around(plots.SelectMany(p => p.Series).SelectMany(s => s.Y.Concat(s.Low).Concat(s.High)), plots.Any(p => p.LogY), margin: 0.05);

    public IEnumerable<XElement> Draw(double left, double top, double width, double height, bool labelX, bool labelY)
    {
        var (right, bottom) = (left + width, top + height);
        foreach (var tick in yTicks)
        {
            var y = bottom - yAxis.Fraction(tick.Value) * height;
            yield return Svg.Line(left, y, right, y, "ml-grid");
            if (labelY && tick.Label.Length > 0) yield return Svg.Text(left - 9, y + 4, tick.Label, "ml-tick", "end");
        }
        yield return Svg.Line(left, bottom, right, bottom, "ml-axis");
        foreach (var tick in xTicks)
        {
            var x = left + xAxis.Fraction(tick.Value) * width;
            yield return Svg.Line(x, bottom, x, bottom + 5, "ml-axis");
            if (labelX && tick.Label.Length > 0) yield return Svg.Text(x, bottom + 19, tick.Label, "ml-tick", "middle");
        }
        if (labelX && plot.XTitle.Length > 0) yield return Svg.Text(left + width / 2, bottom + 40, plot.XTitle, "ml-label", "middle");
        if (labelY && plot.YTitle.Length > 0) yield return Svg.VerticalText(left - LeftMargin + 13, top + height / 2, plot.YTitle, "ml-label");
        yield return Data(left, top, width, height);
    }

    private XElement Data(double left, double top, double width, double height)
    {
        var box = $"{Svg.Number(left - Overhang)} {Svg.Number(top - Overhang)} {Svg.Number(width + 2 * Overhang)} {Svg.Number(height + 2 * Overhang)}".Split(' ');
        // An inner drawing cuts what is outside of it, and needs no name that must be unique on the page.
        var clip = Svg.Element(
            "svg", new XAttribute("x", box[0]), new XAttribute("y", box[1]), new XAttribute("width", box[2]), new XAttribute("height", box[3]),
            new XAttribute("viewBox", string.Join(' ', box)));
        var drawings = plot.Series.Select(series => new SeriesDrawing(legend.Styled(series), xAxis, yAxis, left, top, width, height)).ToArray();
        clip.Add(drawings.Select(d => d.Band()), drawings.Select(d => d.Line()), drawings.Select(d => d.Markers()));
        return clip;
    }
}
