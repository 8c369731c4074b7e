using System.Xml.Linq;

namespace MetaLearn.Reinforcement.Physics;

/// <summary>
/// The half-cheetah of rllab and Gymnasium, which is one and the same: a trunk with a head, and two legs of three links in the plane, 14 kg, 1 m long without its head.
/// Wawrzyński, "A cat-like robot real-time learning to run", 2009. The numbers are the published model's, the text is ours.
/// </summary>
internal static class HalfCheetahModel
{
    /// <summary>Numbers before those that <c>withShape</c> adds: the centre of mass, and its velocity.</summary>
    public const int Sensors = 6;

    private const double Radius = 0.046;

    // The middle and the angle of each link are seen from the joint above it. A joint's damping is a fortieth of its stiffness.
    private static readonly Link[] Back =
    [
        new("bthigh", -0.5, 0, -0.52, 1.05, 240, 120, 0.1, -0.13, -3.8, 0.145),
        new("bshin", 0.16, -0.25, -0.785, 0.785, 180, 90, -0.14, -0.07, -2.03, 0.15),
        new("bfoot", -0.28, -0.14, -0.4, 0.785, 120, 60, 0.03, -0.097, -0.27, 0.094),
    ];

    private static readonly Link[] Front =
    [
        new("fthigh", 0.5, 0, -1, 0.7, 180, 120, -0.07, -0.12, 0.52, 0.133),
        new("fshin", -0.14, -0.24, -1.2, 0.87, 120, 60, 0.065, -0.09, -0.6, 0.106),
        new("ffoot", 0.13, -0.18, -0.5, 0.5, 60, 30, 0.045, -0.07, -0.6, 0.07),
    ];

    /// <summary>What there is to draw, in the order of the sensors.</summary>
    public static IReadOnlyList<Capsule> Shape { get; } =
        [new("trunk", 0.5, Radius), new("head", 0.15, Radius), .. Back.Concat(Front).Select(link => new Capsule(link.Name, link.HalfLength, Radius))];

    /// <summary>The model's text.</summary>
    /// <param name="withShape">With sensors for <see cref="Shape"/>, six numbers each.</param>
    public static string Xml(bool withShape = false) => new XElement("mujoco",
        new XElement("compiler", new XAttribute("angle", "radian"), Mjcf.Numbers("settotalmass", 14)),
        new XElement("option", Mjcf.Numbers("timestep", 0.01)),
        // Eight capsules touch the ground at two points each at most.
        Mjcf.Room(contacts: 16, constraints: 72, stack: 3000),
        new XElement("default",
            new XElement("joint", Mjcf.Numbers("armature", 0.1), Mjcf.Numbers("solreflimit", 0.02, 1), Mjcf.Numbers("solimplimit", 0, 0.8, 0.03)),
            new XElement("geom", Mjcf.Numbers("conaffinity", 0), Mjcf.Numbers("friction", 0.4, 0.1, 0.1), Mjcf.Numbers("solref", 0.02, 1), Mjcf.Numbers("solimp", 0, 0.8, 0.01))),
        new XElement("worldbody",
            Mjcf.Floor(),
            new XElement("body", new XAttribute("name", "torso"), Mjcf.Numbers("pos", 0, 0, 0.7),
                Free("slide", 1, 0, 0), Free("slide", 0, 0, 1), Free("hinge", 0, 1, 0),
                new XElement("geom", new XAttribute("name", "trunk"), new XAttribute("type", "capsule"), Mjcf.Numbers("fromto", -0.5, 0, 0, 0.5, 0, 0), Mjcf.Numbers("size", Radius)),
                Rod("head", 0.6, 0.1, 0.87, 0.15),
                Leg(Back),
                Leg(Front))),
        new XElement("actuator", Back.Concat(Front).Select(link => new XElement("motor",
            Mjcf.Element("x", "joint", link.Name, "ctrllimited", "true").Attributes(), Mjcf.Numbers("ctrlrange", -1, 1), Mjcf.Numbers("gear", link.Gear)))),
        new XElement("sensor", Mjcf.Sensor("subtreecom", "torso"), Mjcf.Sensor("subtreelinvel", "torso"), withShape ? Mjcf.ShapeSensors(Shape) : null)).ToString();

    private static XElement Leg(ReadOnlySpan<Link> links)
    {
        var link = links[0];
        return new("body", Mjcf.Numbers("pos", link.X, 0, link.Z),
            new XElement("joint", Mjcf.Element("x", "name", link.Name, "type", "hinge", "limited", "true").Attributes(), Mjcf.Numbers("axis", 0, 1, 0),
                Mjcf.Numbers("range", link.Low, link.High), Mjcf.Numbers("stiffness", link.Stiffness), Mjcf.Numbers("damping", link.Stiffness / 40)),
            Rod(link.Name, link.MiddleX, link.MiddleZ, link.Angle, link.HalfLength),
            links.Length > 1 ? Leg(links[1..]) : null);
    }

    private static XElement Rod(string name, double x, double z, double angle, double halfLength) => new("geom", new XAttribute("name", name), new XAttribute("type", "capsule"),
        Mjcf.Numbers("pos", x, 0, z), Mjcf.Numbers("axisangle", 0, 1, 0, angle), Mjcf.Numbers("size", Radius, halfLength));

    private static XElement Free(string type, double x, double y, double z)
        => new("joint", new XAttribute("type", type), Mjcf.Numbers("axis", x, y, z), Mjcf.Numbers("armature", 0));

    private sealed record Link(
        string Name, double X, double Z, double Low, double High, double Stiffness, double Gear, double MiddleX, double MiddleZ, double Angle, double HalfLength);
}
