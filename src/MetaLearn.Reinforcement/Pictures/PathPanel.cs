using System.Xml.Linq;
using MetaLearn.Reports;

namespace MetaLearn.Reinforcement.Pictures;

/// <summary>One square panel of a <see cref="PathFigure"/>, at rest or in motion.</summary>
internal sealed class PathPanel(LinePlot plot, Axis xAxis, Axis yAxis, PlotLegend legend)
{
    private const int Ticks = 3;

    /// <summary>What a panel without places is drawn from when its paths move; a legend must know it.</summary>
    public static readonly Series Nothing = new("", [double.NaN], [double.NaN]);

    private readonly PlotPanel atRest = new(plot, xAxis, yAxis, legend, Ticks);

    public double LeftMargin => atRest.LeftMargin;

    public double BottomMargin => atRest.BottomMargin;

    /// <summary>The series that are walked.</summary>
    public static IEnumerable<Series> PathsOf(LinePlot plot) => plot.Series.Where(series => series.Line != LineStyle.None);

    public IEnumerable<XElement> Draw(double left, double top, double size, Motion? motion, double stepsPerSecond)
    {
        if (motion is null) return atRest.Draw(left, top, size, size, labelX: true, labelY: true);
        var places = plot with { Series = [.. plot.Series.Except(PathsOf(plot)).DefaultIfEmpty(Nothing)] };
        // An inner drawing cuts what is outside of it.
        var clip = Svg.Element(
            "svg", new XAttribute("x", Svg.Number(left)), new XAttribute("y", Svg.Number(top)), new XAttribute("width", Svg.Number(size)), new XAttribute("height", Svg.Number(size)),
            new XAttribute("viewBox", $"0 0 {Svg.Number(size)} {Svg.Number(size)}"));
        foreach (var path in PathsOf(plot)) clip.Add(Walk(legend.Styled(path), size, motion, stepsPerSecond));
        XElement[] drawn = [.. new PlotPanel(places, xAxis, yAxis, legend, Ticks).Draw(left, top, size, size, labelX: true, labelY: true)];
        // Under the places, which are last: a goal stays in sight when a walker stands on it.
        return [.. drawn[..^1], clip, drawn[^1]];
    }

    // A trail that grows, and the walker at its end.
    private IEnumerable<XElement> Walk(Series path, double size, Motion motion, double stepsPerSecond)
    {
        var steps = Enumerable.Range(0, path.X.Length).Where(i => Axis.CanShow(path.X[i], log: false) && Axis.CanShow(path.Y[i], log: false)).ToArray();
        if (steps.Length == 0) yield break;
        var at = steps.Select(i => (X: xAxis.Fraction(path.X[i]) * size, Y: (1 - yAxis.Fraction(path.Y[i])) * size)).ToArray();
        var seconds = steps.Select(i => (i - steps[0]) / stepsPerSecond).ToArray();
        var walked = new double[at.Length];
        for (var i = 1; i < at.Length; i++) walked[i] = walked[i - 1] + Math.Sqrt(Square(at[i].X - at[i - 1].X) + Square(at[i].Y - at[i - 1].Y));
        var length = Math.Max(walked[^1], 1);

        var color = PlotTheme.ClassOf(path.Color ?? PlotColor.Ink);
        var trail = Svg.Path("M" + string.Join('L', at.Select(p => $"{Svg.Number(p.X)} {Svg.Number(p.Y)}")), $"ml-line {color}");
        trail.Add(motion.Change("stroke-dasharray", seconds, walked.Select(w => $"{Svg.Number(w)} {Svg.Number(length + 9)}")));
        yield return trail;
        var walker = Svg.Element(
            "circle", new XAttribute("r", 4), new XAttribute("class", $"ml-mark {color}"), new XAttribute("transform", $"translate({Svg.Number(at[^1].X)} {Svg.Number(at[^1].Y)})"));
        walker.Add(motion.Translation(seconds, at));
        yield return walker;
    }

    private static double Square(double value) => value * value;
}
