using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using MetaLearn.Reports;

namespace MetaLearn.Reinforcement.Tests.Pictures;

/// <summary>What tests read out of pictures.</summary>
internal static partial class Drawing
{
    /// <summary>The figure as it stands in a page: well-formed, finite, without scripts, and loading nothing.</summary>
    public static XElement Parse(Figure figure)
    {
        var page = new HtmlReport { Title = "t", Summary = "s", Sections = [new("f", [figure])] }.ToHtml();
        XDocument.Parse(page);
        var svg = figure.ToSvg();
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("href", svg, StringComparison.Ordinal);
        var root = XDocument.Parse(svg).Root!;
        Assert.DoesNotContain(root.Descendants(), e => e.Name.LocalName == "script" || e.Attributes().Any(a => a.Name.LocalName.StartsWith("on", StringComparison.Ordinal)));
        return root;
    }

    public static XElement[] Elements(XElement svg, string name) => [.. svg.Descendants().Where(e => e.Name.LocalName == name)];

    /// <summary>Paths of a class.</summary>
    public static XElement[] Paths(XElement svg, string kind) => [.. Elements(svg, "path").Where(e => e.Attribute("class")!.Value.Split(' ').Contains(kind))];

    /// <summary>Coordinates of moves and lines, in order.</summary>
    public static (double X, double Y)[] Points(string data) => [.. PointPattern().Matches(data).Select(m => (Number(m.Groups[1].Value), Number(m.Groups[2].Value)))];

    public static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>The values of an animation, checked to be timed as SVG asks.</summary>
    public static string[] Values(XElement animation)
    {
        string[] values = animation.Attribute("values")!.Value.Split(';'), times = animation.Attribute("keyTimes")!.Value.Split(';');
        Assert.Equal(values.Length, times.Length);
        Assert.Equal(("0", "1", "indefinite"), (times[0], times[^1], animation.Attribute("repeatCount")!.Value));
        Assert.Equal(times.Select(Number).Order(), times.Select(Number));
        return values;
    }

    [GeneratedRegex(@"[ML](-?[\d.]+) (-?[\d.]+)")]
    private static partial Regex PointPattern();
}
