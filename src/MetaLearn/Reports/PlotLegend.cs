using System.Xml.Linq;

namespace MetaLearn.Reports;

/// <summary>The names of series with a sample of their look, in rows; and which look each series has.</summary>
internal sealed class PlotLegend
{
    private const double Sample = 30, FontSize = 13, RowHeight = 22;

    private readonly Dictionary<string, Series> byName = new(StringComparer.Ordinal);
    private readonly Dictionary<Series, PlotColor> unnamed = new(ReferenceEqualityComparer.Instance);
    private readonly List<Series> named = [];

    public PlotLegend(IEnumerable<Series> all)
    {
        var next = 0;
        foreach (var series in all)
        {
            if (series.Name.Length > 0 && byName.ContainsKey(series.Name)) continue;
            var colored = series with { Color = series.Color ?? PlotTheme.Cycle[next++ % PlotTheme.Cycle.Length] };
            if (series.Name.Length == 0) unnamed[series] = colored.Color.Value;
            else
            {
                byName.Add(series.Name, colored);
                named.Add(colored);
            }
        }
    }

    /// <summary>The series with the line, marker and colour to draw it with.</summary>
    public Series Styled(Series series) => series.Name.Length == 0
        ? series with { Color = unnamed[series] }
        : byName[series.Name] is var first ? series with { Color = first.Color, Line = first.Line, Marker = first.Marker } : series;

    public IEnumerable<XElement> Draw(double left, double top, double width, out double height)
    {
        var elements = new List<XElement>();
        var (x, y) = (left, top);
        foreach (var series in named)
        {
            var entry = Sample + 8 + Svg.WidthOf(series.Name, FontSize) + 18;
            if (x > left && x + entry > left + width) (x, y) = (left, y + RowHeight);
            elements.Add(Entry(series, x, y + RowHeight / 2));
            x += entry;
        }
        height = named.Count == 0 ? 0 : y + RowHeight - top;
        return elements;
    }

    private static XElement Entry(Series series, double x, double middle)
    {
        var group = Svg.Element("g", new XAttribute("class", PlotTheme.ClassOf(series.Color!.Value))); // Coloured by the constructor.
        if (!series.Low.IsEmpty) group.Add(Svg.Path($"M{Svg.Number(x)} {Svg.Number(middle - 7)}h{Svg.Number(Sample)}v14h{Svg.Number(-Sample)}z", "ml-band"));
        if (series.Line != LineStyle.None) group.Add(Svg.Line(x + 1, middle, x + Sample - 1, middle, SeriesDrawing.LineClass(series.Line)));
        if (SeriesDrawing.Mark(series.Marker, x + Sample / 2, middle) is { Length: > 0 } mark) group.Add(Svg.Path(mark, "ml-mark"));
        group.Add(Svg.Text(x + Sample + 8, middle + 4.5, series.Name, "ml-key"));
        return group;
    }
}
