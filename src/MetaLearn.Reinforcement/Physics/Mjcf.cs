using System.Globalization;
using System.Xml.Linq;

namespace MetaLearn.Reinforcement.Physics;

/// <summary>Words of MJCF, MuJoCo's model format, of which our models are built.</summary>
internal static class Mjcf
{
    /// <summary>An attribute of one number or several.</summary>
    public static XAttribute Numbers(string name, params ReadOnlySpan<double> values)
    {
        var texts = new string[values.Length];
        for (var i = 0; i < texts.Length; i++) texts[i] = values[i].ToString("R", CultureInfo.InvariantCulture);
        return new(name, string.Join(' ', texts));
    }

    /// <summary>An element with attributes of text, (name, value) by turns.</summary>
    public static XElement Element(string name, params ReadOnlySpan<string> attributes)
    {
        var element = new XElement(name);
        for (var i = 0; i < attributes.Length; i += 2) element.SetAttributeValue(attributes[i], attributes[i + 1]);
        return element;
    }

    /// <summary>
    /// The ground: what has a positive <c>contype</c> or <c>conaffinity</c> that fits collides with it. It has no margin, whatever the default for geoms is: where two touch, 2.x takes the larger
    /// of their margins and late 3.x their sum, and with 0 here both are the other's.
    /// </summary>
    public static XElement Floor() => new("geom", Element("x", "type", "plane", "conaffinity", "1").Attributes(), Numbers("size", 40, 40, 40), Numbers("margin", 0));

    /// <summary>
    /// Room for contacts and what they need, in the words that 2.x and 3.x both know. Left out, 2.2.2 gives each state 13 megabytes. Where the room for contacts or constraints
    /// is too small MuJoCo warns and leaves some out; where the stack is, it ends the process.
    /// </summary>
    /// <param name="contacts">At most.</param>
    /// <param name="constraints">At most: four rows for each contact and one for each joint that has reached an end.</param>
    /// <param name="stack">Numbers of working memory.</param>
    public static XElement Room(int contacts, int constraints, int stack)
        => new("size", Numbers("nconmax", contacts), Numbers("njmax", constraints), Numbers("nstack", stack));

    /// <summary>A sensor of something that has a name.</summary>
    public static XElement Sensor(string kind, string body) => Element(kind, "body", body);

    /// <summary>A sensor of the frame of a body (<c>xbody</c>) or of a part of its shape (<c>geom</c>).</summary>
    public static XElement FrameSensor(string kind, string objectKind, string name) => Element(kind, "objtype", objectKind, "objname", name);

    /// <summary>Sensors of where each capsule's middle is and of where its axis points, three numbers each: enough to draw it.</summary>
    public static IEnumerable<XElement> ShapeSensors(IEnumerable<Capsule> capsules)
        => capsules.SelectMany(capsule => new[] { FrameSensor("framepos", "geom", capsule.Name), FrameSensor("framezaxis", "geom", capsule.Name) });
}

/// <summary>A rod with round ends, as a picture needs it.</summary>
/// <param name="Name">Of the geom.</param>
/// <param name="HalfLength">Without the round ends, in metres; 0 for a sphere.</param>
/// <param name="Radius">In metres.</param>
internal sealed record Capsule(string Name, double HalfLength, double Radius);
