using System.Text;
using System.Xml.Linq;

namespace MetaLearn.Reports;

/// <summary>A drawing, for a page or as an SVG file of its own.</summary>
public abstract record Figure : ReportBlock
{
    private const int Border = 10;

    private protected Figure()
    {
    }

    /// <summary>Heading of the figure; empty for none.</summary>
    public string Title { get; init; } = "";

    /// <summary>What a reader who cannot see the figure is told; made from the titles and names when it is left empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>The figure as a complete SVG document, its style sheet inside it.</summary>
    public string ToSvg()
    {
        var svg = Draw();
        svg.AddFirst(Svg.Element("style", PlotTheme.Css + ".ml-figure{background:var(--ml-surface)}"));
        return svg.ToString(SaveOptions.DisableFormatting);
    }

    internal abstract XElement Draw();

    internal override void AppendTo(StringBuilder html) => html.Append("<figure>").Append(Draw().ToString(SaveOptions.DisableFormatting)).Append("</figure>\n");

    /// <summary>An empty drawing that scales with the page, though not below what is readable.</summary>
    private protected XElement Canvas(double width, double height, string description) => Svg.Element(
        "svg",
        new XAttribute("viewBox", $"{Svg.Number(-Border)} {Svg.Number(-Border)} {Svg.Number(width + 2 * Border)} {Svg.Number(height + 2 * Border)}"),
        new XAttribute("class", "ml-figure"),
        // In a page the border hangs over, so that the drawing lines up with the text.
        new XAttribute("style", $"max-width:{Svg.Number(width + 2 * Border)}px;min-width:{Svg.Number(width * 0.62)}px"),
        new XAttribute("role", "img"),
        new XAttribute("aria-label", Html.Clean(Description.Length > 0 ? Description : description)));
}
