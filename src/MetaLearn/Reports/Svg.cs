using System.Globalization;
using System.Xml.Linq;

namespace MetaLearn.Reports;

/// <summary>Elements of a drawing. Lengths are in pixels of the view box, y downwards.</summary>
internal static class Svg
{
    private static readonly XNamespace Namespace = "http://www.w3.org/2000/svg";

    public static XElement Element(string name, params object[] content) => new(Namespace + name, content);

    /// <summary>To a hundredth of a pixel.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not finite: a gap that was not left out.</exception>
    public static string Number(double value) => double.IsFinite(value)
        ? Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture)
        : throw new ArgumentOutOfRangeException(nameof(value), value, "A coordinate must be finite.");

    public static XElement Text(double x, double y, string text, string kind, string anchor = "start") => Element(
        "text", new XAttribute("x", Number(x)), new XAttribute("y", Number(y)), new XAttribute("class", kind), new XAttribute("text-anchor", anchor), Html.Clean(text));

    public static XElement VerticalText(double x, double y, string text, string kind)
    {
        var element = Text(x, y, text, kind, "middle");
        element.Add(new XAttribute("transform", $"rotate(-90 {Number(x)} {Number(y)})"));
        return element;
    }

    public static XElement Path(string data, string kind) => Element("path", new XAttribute("d", data), new XAttribute("class", kind));

    public static XElement Line(double x1, double y1, double x2, double y2, string kind)
        => Path($"M{Number(x1)} {Number(y1)}L{Number(x2)} {Number(y2)}", kind);

    /// <summary>About the width of a text: there are no font metrics here, so a margin is included.</summary>
    public static double WidthOf(string text, double fontSize)
    {
        var width = 0.0;
        foreach (var c in text)
            width += c switch
            {
                'i' or 'j' or 'l' or 't' or 'f' or 'r' or 'I' or ' ' or '.' or ',' or ':' or ';' or '\'' or '|' or '(' or ')' => 0.36,
                'm' or 'w' or 'M' or 'W' or '%' or '@' => 0.92,
                >= 'A' and <= 'Z' => 0.7,
                > '\u2e7f' => 1,
                _ => 0.6,
            };
        return width * fontSize;
    }
}
