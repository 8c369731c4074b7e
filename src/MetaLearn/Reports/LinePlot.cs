using System.Collections.Immutable;
using System.Xml.Linq;

namespace MetaLearn.Reports;

/// <summary>
/// Series over one pair of axes, the legend above them. Points that are not finite, and on a logarithmic axis those below 10⁻²⁰⁰, leave gaps.
/// Series of many thousand points are thinned to what the width can show, peaks kept.
/// </summary>
public sealed record LinePlot : Figure
{
    private const double Width = 880, PanelHeight = 330;

    /// <summary>At least one; later ones are drawn over earlier ones, lines over bands, markers over lines.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public required ImmutableArray<Series> Series
    {
        get;
        init => field = value.IsDefaultOrEmpty ? throw new ArgumentException("A plot needs at least 1 series.", nameof(Series)) : value;
    }

    /// <summary>Under the horizontal axis, with the unit; empty for none.</summary>
    public string XTitle { get; init; } = "";

    /// <summary>Along the vertical axis, with the unit; empty for none.</summary>
    public string YTitle { get; init; } = "";

    /// <summary>Whether the vertical axis is logarithmic; false by default.</summary>
    public bool LogY { get; init; }

    internal override XElement Draw()
    {
        var content = new List<object>();
        var top = 0.0;
        if (Title.Length > 0) content.Add(Svg.Text(0, (top += 20) - 5, Title, "ml-title"));
        var legend = new PlotLegend(Series);
        content.AddRange(legend.Draw(0, top + 6, Width, out var legendHeight));
        top += legendHeight + 14;

        var panel = new PlotPanel(this, PlotPanel.XAxisOf([this]), PlotPanel.YAxisOf([this]), legend, 6);
        content.AddRange(panel.Draw(panel.LeftMargin, top, Width - panel.LeftMargin - PlotPanel.RightMargin, PanelHeight, labelX: true, labelY: true));
        var canvas = Canvas(Width, top + PanelHeight + panel.BottomMargin, DescriptionOf());
        canvas.Add(content);
        return canvas;
    }

    internal string DescriptionOf()
    {
        var names = string.Join(", ", Series.Select(s => s.Name).Where(n => n.Length > 0));
        var axes = YTitle.Length > 0 && XTitle.Length > 0 ? $"{YTitle} against {XTitle}" : YTitle + XTitle;
        return string.Join(". ", new[] { Title, axes, names }.Where(part => part.Length > 0)) is { Length: > 0 } text ? text + "." : "Plot.";
    }
}
