using System.Globalization;
using System.Xml.Linq;
using MetaLearn.Reports;

namespace MetaLearn.Reinforcement.Pictures;

/// <summary>Moves of a drawing, again and again, by SVG's own animation: no script, and what cannot play them shows the drawing at rest.</summary>
/// <param name="length">Seconds that the longest move takes.</param>
internal sealed class Motion(double length)
{
    // So that the end can be looked at before everything starts again.
    private const double Rest = 1.2;

    private double Cycle => length + Rest;

    /// <summary>Moves an element along translations.</summary>
    public XElement Translation(IReadOnlyList<double> seconds, IEnumerable<(double X, double Y)> by) => Svg.Element(
        "animateTransform", new XAttribute("attributeName", "transform"), new XAttribute("type", "translate"),
        Timing(seconds, by.Select(at => $"{Svg.Number(at.X)} {Svg.Number(at.Y)}")));

    /// <summary>Gives an attribute one value after the other, with what lies between.</summary>
    public XElement Change(string attribute, IReadOnlyList<double> seconds, IEnumerable<string> values)
        => Svg.Element("animate", new XAttribute("attributeName", attribute), Timing(seconds, values));

    // The last value stays until the cycle is over.
    private XAttribute[] Timing(IReadOnlyList<double> seconds, IEnumerable<string> values)
    {
        string[] all = [.. values];
        return
        [
            new("values", string.Join(';', [.. all, all[^1]])),
            new("keyTimes", string.Join(';', [.. seconds.Select(second => Fraction(second / Cycle)), "1"])),
            new("dur", $"{Fraction(Cycle)}s"),
            new("repeatCount", "indefinite"),
        ];
    }

    private static string Fraction(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
