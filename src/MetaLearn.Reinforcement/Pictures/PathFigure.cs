using System.Collections.Immutable;
using System.Xml.Linq;
using MetaLearn.Reports;

namespace MetaLearn.Reinforcement.Pictures;

/// <summary>
/// Paths in the plane, such as those of navigation before and after adaptation: square panels, one an episode, all of one scale and the same along both axes. In a plot, the
/// series with a line are paths, and those without are places, such as the goal. Animated, all paths are walked at the same pace.
/// </summary>
public sealed record PathFigure : Figure
{
    private const double Width = 1016, Gap = 22, PanelTitle = 22, Largest = 300;
    private const int Columns = 4;

    /// <summary>One an episode: at least one. Titles of axes are drawn as in <see cref="LinePlot"/>.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public required ImmutableArray<LinePlot> Panels
    {
        get;
        init => field = value.IsDefaultOrEmpty ? throw new ArgumentException("A figure of paths needs at least 1 panel.", nameof(Panels)) : value;
    }

    /// <summary>How far from (0, 0) the panels show, positive; null, the default, for as far as paths and places reach.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive and finite.</exception>
    public double? Range { get; init => field = value is { } range ? Require.Positive(range, nameof(Range)) : null; }

    /// <summary>Whether the paths are walked, again and again; false by default.</summary>
    public bool IsAnimated { get; init; }

    /// <summary>Pace of an animation: positive; 20 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive and finite.</exception>
    public double StepsPerSecond { get; init => field = Require.Positive(value, nameof(StepsPerSecond)); } = 20;

    /// <summary>The panel of one episode: its goal, and the paths in the order of adaptation, those of one name in one colour.</summary>
    /// <param name="title">Of the panel.</param>
    /// <param name="goal">To the right, upwards.</param>
    /// <param name="paths">Name, such as <c>before</c>, and positions <c>[steps, 2]</c>: at least 1 step.</param>
    public static LinePlot Panel(string title, ReadOnlySpan<double> goal, IReadOnlyList<(string Name, double[][] Positions)> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (goal.Length != 2) throw new ArgumentException($"A goal in the plane has 2 numbers, found {goal.Length}.", nameof(goal));
        return new()
        {
            Title = title,
            Series =
            [
                .. paths.Select(path => new Series(path.Name, [.. path.Positions.Select(at => at[0])], [.. path.Positions.Select(at => at[1])])),
                new("goal", [goal[0]], [goal[1]]) { Line = LineStyle.None, Marker = MarkerShape.Circle, Color = PlotColor.Ink },
            ],
        };
    }

    internal override XElement Draw()
    {
        var content = new List<object>();
        var top = 0.0;
        if (Title.Length > 0) content.Add(Svg.Text(0, (top += 20) - 5, Title, "ml-title"));
        var legend = new PlotLegend(Panels.SelectMany(plot => plot.Series).Append(PathPanel.Nothing));
        content.AddRange(legend.Draw(0, top + 6, Width, out var legendHeight));
        top += legendHeight + 12;

        var (xAxis, yAxis) = Axes();
        var panels = Panels.Select(plot => new PathPanel(plot, xAxis, yAxis, legend)).ToArray();
        var motion = IsAnimated ? new Motion((Panels.SelectMany(PathPanel.PathsOf).Select(path => path.X.Length - 1).DefaultIfEmpty().Max() + 1) / StepsPerSecond) : null;
        var columns = Math.Min(Columns, panels.Length);
        var margin = panels.Max(panel => panel.LeftMargin);
        var size = Math.Min(Largest, (Width - columns * margin - (columns - 1) * Gap - PlotPanel.RightMargin) / columns);
        for (var first = 0; first < panels.Length; first += columns)
        {
            var row = panels[first..Math.Min(panels.Length, first + columns)];
            top += PanelTitle;
            for (var c = 0; c < row.Length; c++)
            {
                var x = margin + c * (size + margin + Gap);
                content.Add(Svg.Text(x, top - 9, Panels[first + c].Title, "ml-key"));
                content.AddRange(row[c].Draw(x, top, size, motion, StepsPerSecond));
            }
            top += size + row.Max(panel => panel.BottomMargin) + 14;
        }
        var canvas = Canvas(Width, top, $"{Title}. Paths of {Panels.Length} episodes: {string.Join(' ', Panels.Select(plot => plot.DescriptionOf()))}".TrimStart('.', ' '));
        canvas.Add(content);
        return canvas;
    }

    // As long as each other, so that a circle is round.
    private (Axis X, Axis Y) Axes()
    {
        if (Range is { } range) return (new(-range, range, false), new(-range, range, false));
        var (x, y) = (Axis.Around(Panels.SelectMany(plot => plot.Series).SelectMany(s => s.X), log: false, 0), Axis.Around(Panels.SelectMany(plot => plot.Series).SelectMany(s => s.Y), log: false, 0));
        var half = Math.Max(x.High - x.Low, y.High - y.Low) * 0.54;
        return (Around(x), Around(y));

        Axis Around(Axis axis) => new((axis.Low + axis.High) / 2 - half, (axis.Low + axis.High) / 2 + half, false);
    }
}
