using System.Collections.Immutable;
using System.Xml.Linq;

namespace MetaLearn.Reports;

/// <summary>
/// Small plots in rows and columns under one legend, such as several episodes side by side, one row a method. Series of the same name look
/// alike everywhere: as in the first plot that has them.
/// </summary>
public sealed record PlotGrid : Figure
{
    private const double Width = 1016, Gap = 22, PanelTitle = 22, RowTitle = 30;

    /// <summary>From top to bottom, with at least one plot in all.</summary>
    /// <exception cref="ArgumentException">There is no plot.</exception>
    public required ImmutableArray<PlotRow> Rows
    {
        get;
        init => field = value.IsDefaultOrEmpty || value.Any(row => row.Plots.IsDefaultOrEmpty)
            ? throw new ArgumentException("A grid needs at least 1 row, and each row at least 1 plot.", nameof(Rows))
            : value;
    }

    /// <summary>Which plots share their axes; all by default.</summary>
    public GridScales Scales { get; init; }

    internal override XElement Draw()
    {
        var content = new List<object>();
        var top = 0.0;
        if (Title.Length > 0) content.Add(Svg.Text(0, (top += 20) - 5, Title, "ml-title"));
        var legend = new PlotLegend(Rows.SelectMany(row => row.Plots).SelectMany(plot => plot.Series));
        content.AddRange(legend.Draw(0, top + 6, Width, out var legendHeight));
        top += legendHeight + 12;

        var columns = Rows.Max(row => row.Plots.Length);
        var panels = Rows.Select((row, r) => row.Plots.Select((plot, c) => PanelOf(plot, c, legend)).ToArray()).ToArray();
        var all = panels.SelectMany(row => row).ToArray();
        var margin = all.Max(panel => panel.LeftMargin);
        // Every panel has its own numbers at the left, unless all panels would repeat the first one's.
        var inner = Scales == GridScales.All ? 0 : margin - Gap / 2;
        var width = (Width - margin - (columns - 1) * (inner + Gap) - PlotPanel.RightMargin) / columns;
        var height = Math.Clamp(width * 0.72, 110, 240);
        for (var r = 0; r < panels.Length; r++)
        {
            if (Rows[r].Title.Length > 0) content.Add(Svg.Text(0, (top += RowTitle) - 8, Rows[r].Title, "ml-row"));
            var titled = Rows[r].Plots.Any(plot => plot.Title.Length > 0);
            if (titled) top += PanelTitle;
            var lowest = 0.0;
            for (var c = 0; c < panels[r].Length; c++)
            {
                var x = margin + c * (width + inner + Gap);
                if (titled) content.Add(Svg.Text(x, top - 7, Rows[r].Plots[c].Title, "ml-key"));
                var last = r == panels.Length - 1 || c >= panels[r + 1].Length;
                var labelX = Scales == GridScales.Each || last;
                content.AddRange(panels[r][c].Draw(x, top, width, height, labelX, labelY: Scales != GridScales.All || c == 0));
                if (labelX) lowest = Math.Max(lowest, panels[r][c].BottomMargin);
            }
            top += height + lowest + (r < panels.Length - 1 ? 14 : 0);
        }
        var canvas = Canvas(Width, top, DescriptionOf());
        canvas.Add(content);
        return canvas;
    }

    private PlotPanel PanelOf(LinePlot plot, int column, PlotLegend legend)
    {
        LinePlot[] alike = Scales switch
        {
            GridScales.All => [.. Rows.SelectMany(row => row.Plots)],
            GridScales.Column => [.. Rows.Where(row => row.Plots.Length > column).Select(row => row.Plots[column])],
            _ => [plot],
        };
        return new PlotPanel(plot, PlotPanel.XAxisOf(alike), PlotPanel.YAxisOf(alike), legend, 4);
    }

    private string DescriptionOf()
    {
        var rows = Rows.Select(row => $"{row.Title}: {string.Join(" ", row.Plots.Select(plot => plot.DescriptionOf()))}".TrimStart(':', ' '));
        return $"{Title}. {string.Join(" ", rows)}".TrimStart('.', ' ');
    }
}
