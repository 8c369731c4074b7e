using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using MetaLearn.Reports;

namespace MetaLearn.Tests.Reports;

/// <summary>What tests read out of drawings.</summary>
internal static partial class Pages
{
    public static XElement Parse(Figure figure)
    {
        var svg = figure.ToSvg();
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", svg, StringComparison.Ordinal);
        return XDocument.Parse(svg).Root!;
    }

    public static string[] Texts(XElement svg) => [.. svg.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value)];

    public static XElement[] Paths(XElement svg, string kind)
        => [.. Data(svg).SelectMany(d => d.Descendants()).Where(e => e.Name.LocalName == "path" && e.Attribute("class")!.Value.Split(' ').Contains(kind))];

    /// <summary>Coordinates of moves and lines, in order.</summary>
    public static (double X, double Y)[] Points(XElement path) => [.. PointPattern().Matches(path.Attribute("d")!.Value).Select(m => (
        double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture), double.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture)))];

    public static int Runs(XElement path) => path.Attribute("d")!.Value.Count(c => c == 'M');

    public static IEnumerable<XElement> Data(XElement svg) => svg.Elements().Where(e => e.Name.LocalName == "svg");

    [GeneratedRegex(@"[ML](-?[\d.]+) (-?[\d.]+)")]
    private static partial Regex PointPattern();
}
