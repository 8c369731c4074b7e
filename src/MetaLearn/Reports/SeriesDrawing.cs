using System.Text;
using System.Xml.Linq;

namespace MetaLearn.Reports;

/// <summary>Band, line and markers of one series in the rectangle of its panel.</summary>
internal sealed class SeriesDrawing(Series series, Axis xAxis, Axis yAxis, double left, double top, double width, double height)
{
    // From here on, points in one column of pixels are drawn as their first, lowest, highest and last.
    private const int ThinFrom = 2000;

    private readonly record struct Pixel(double X, double Y);

    public static string LineClass(LineStyle style) => style switch
    {
        LineStyle.Dashed => "ml-line ml-dashed",
        LineStyle.Dotted => "ml-line ml-dotted",
        _ => "ml-line",
    };

    public static string Mark(MarkerShape shape, double x, double y) => shape switch
    {
        MarkerShape.Circle => $"M{Svg.Number(x - 4)} {Svg.Number(y)}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
        MarkerShape.Triangle => $"M{Svg.Number(x)} {Svg.Number(y - 5.5)}l5.2 9.2h-10.4z",
        _ => "",
    };

    public XElement? Band()
    {
        var path = new StringBuilder();
        foreach (var run in series.Low.IsEmpty ? [] : Runs(i => CanShowX(i) && Axis.CanShow(series.Low[i], log: false) && Axis.CanShow(series.High[i], yAxis.Log)))
        {
            var high = Thin([.. run.Select(i => At(i, series.High[i]))]);
            // On a logarithmic axis an interval that reaches 0 is open downwards.
            var low = Thin([.. run.Select(i => At(i, Axis.CanShow(series.Low[i], yAxis.Log) ? series.Low[i] : yAxis.Low))]);
            Append(path, high, 'M');
            low.Reverse();
            Append(path, low, 'L');
            path.Append('z');
        }
        return path.Length > 0 ? Colored(path.ToString(), "ml-band") : null;
    }

    public XElement? Line()
    {
        if (series.Line == LineStyle.None) return null;
        var path = new StringBuilder();
        foreach (var run in Runs(CanShow))
        {
            var pixels = Thin([.. run.Select(i => At(i, series.Y[i]))]);
            Append(path, pixels, 'M');
            // A line from a point to itself is a dot, thanks to its round ends: a lone point between gaps stays visible.
            if (pixels.Count == 1) Append(path, pixels, 'L');
        }
        return path.Length > 0 ? Colored(path.ToString(), LineClass(series.Line)) : null;
    }

    public XElement? Markers()
    {
        if (series.Marker == MarkerShape.None) return null;
        var path = new StringBuilder();
        for (var i = 0; i < series.X.Length; i++)
            if (CanShow(i) && At(i, series.Y[i]) is var at) path.Append(Mark(series.Marker, at.X, at.Y));
        return path.Length > 0 ? Colored(path.ToString(), "ml-mark") : null;
    }

    private XElement Colored(string path, string kind) => Svg.Path(path, $"{kind} {PlotTheme.ClassOf(series.Color ?? PlotColor.Ink)}");

    private bool CanShowX(int i) => Axis.CanShow(series.X[i], xAxis.Log);

    private bool CanShow(int i) => CanShowX(i) && Axis.CanShow(series.Y[i], yAxis.Log);

    private Pixel At(int i, double y) => new(left + xAxis.Fraction(series.X[i]) * width, top + (1 - yAxis.Fraction(y)) * height);

    /// <summary>Indices of neighbouring points that can all be shown.</summary>
    private IEnumerable<List<int>> Runs(Func<int, bool> canShow)
    {
        List<int> run = [];
        for (var i = 0; i < series.X.Length; i++)
        {
            if (canShow(i)) run.Add(i);
            else if (run.Count > 0)
            {
                yield return run;
                run = [];
            }
        }
        if (run.Count > 0) yield return run;
    }

    private static List<Pixel> Thin(List<Pixel> pixels)
    {
        if (pixels.Count < ThinFrom) return pixels;
        List<Pixel> thin = [];
        for (var i = 0; i < pixels.Count;)
        {
            var (end, lowest, highest) = (i, i, i);
            for (; end < pixels.Count && Math.Floor(pixels[end].X) == Math.Floor(pixels[i].X); end++)
            {
                if (pixels[end].Y < pixels[lowest].Y) lowest = end;
                if (pixels[end].Y > pixels[highest].Y) highest = end;
            }
            foreach (var kept in new SortedSet<int> { i, lowest, highest, end - 1 }) thin.Add(pixels[kept]);
            i = end;
        }
        return thin;
    }

    private static void Append(StringBuilder path, List<Pixel> pixels, char first)
    {
        for (var i = 0; i < pixels.Count; i++)
            path.Append(i == 0 ? first : 'L').Append(Svg.Number(pixels[i].X)).Append(' ').Append(Svg.Number(pixels[i].Y));
    }
}
