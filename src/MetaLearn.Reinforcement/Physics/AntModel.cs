using System.Xml.Linq;

namespace MetaLearn.Reinforcement.Physics;

/// <summary>
/// The ant of rllab and Gymnasium: a ball with four legs, each with a hip that turns about the vertical and an ankle that bends. Schulman et al., "High-dimensional
/// continuous control using generalized advantage estimation", 2016. The numbers are the published models', the text is ours.
/// </summary>
internal static class AntModel
{
    /// <summary>Numbers before those that <c>withShape</c> adds: the centre of mass, its velocity, the three axes of the trunk.</summary>
    public const int Sensors = 15;

    private const double Radius = 0.08;
    private const double TrunkRadius = 0.25;

    // Where the legs point, in x and y, and whether the ankle's positive angles bend it down.
    private static readonly Leg[] Legs = [new(1, 1, 1, 1), new(2, -1, 1, -1), new(3, -1, -1, -1), new(4, 1, -1, 1)];

    /// <summary>What there is to draw, in the order of the sensors.</summary>
    public static IReadOnlyList<Capsule> Shape { get; } =
    [
        new("trunk", 0, TrunkRadius),
        .. Legs.SelectMany(leg => new[] { ("hip", 0.2), ("thigh", 0.2), ("shin", 0.4) }, (leg, part) => new Capsule(part.Item1 + leg.Number, part.Item2 / Math.Sqrt(2), Radius)),
    ];

    /// <summary>The model's text.</summary>
    /// <param name="preset">rllab's time step is 0.02 s and its contacts are softer than MuJoCo's defaults; Gymnasium's is 0.01 s with the defaults.</param>
    /// <param name="withShape">With sensors for <see cref="Shape"/>, six numbers each.</param>
    public static string Xml(PhysicsPreset preset, bool withShape = false)
    {
        var isRllab = preset == PhysicsPreset.Rllab;
        return new XElement("mujoco",
            new XElement("compiler", new XAttribute("angle", "degree")),
            new XElement("option", new XAttribute("integrator", "RK4"), Mjcf.Numbers("timestep", isRllab ? 0.02 : 0.01)),
            // Even flat on its back or on a side no more than 13 points touch the ground; buried in it 25 could.
            Mjcf.Room(contacts: 16, constraints: 72, stack: 4000),
            new XElement("default",
                new XElement("joint", Mjcf.Numbers("armature", 1), Mjcf.Numbers("damping", 1)),
                new XElement("geom", Mjcf.Numbers("conaffinity", 0), Mjcf.Numbers("friction", 1, 0.5, 0.5), Mjcf.Numbers("density", 5), Mjcf.Numbers("margin", 0.01),
                    isRllab ? Mjcf.Numbers("solref", 0.02, 1) : null, isRllab ? Mjcf.Numbers("solimp", 0.8, 0.8, 0.01) : null)),
            new XElement("worldbody",
                Mjcf.Floor(),
                new XElement("body", new XAttribute("name", "torso"), Mjcf.Numbers("pos", 0, 0, 0.75),
                    new XElement("joint", new XAttribute("type", "free"), Mjcf.Numbers("armature", 0), Mjcf.Numbers("damping", 0), Mjcf.Numbers("margin", 0.01)),
                    new XElement("geom", new XAttribute("name", "trunk"), new XAttribute("type", "sphere"), Mjcf.Numbers("size", TrunkRadius)),
                    Legs.Select(Body))),
            // The fourth leg's motors come first in the published models.
            new XElement("actuator", new[] { Legs[3], Legs[0], Legs[1], Legs[2] }.SelectMany(leg => new[] { Motor("hip", leg), Motor("ankle", leg) })),
            new XElement("sensor", Mjcf.Sensor("subtreecom", "torso"), Mjcf.Sensor("subtreelinvel", "torso"),
                Mjcf.FrameSensor("framexaxis", "xbody", "torso"), Mjcf.FrameSensor("frameyaxis", "xbody", "torso"), Mjcf.FrameSensor("framezaxis", "xbody", "torso"),
                withShape ? Mjcf.ShapeSensors(Shape) : null)).ToString();
    }

    private static XElement Body(Leg leg) => new("body",
        Rod("hip", leg, 0.2),
        new XElement("body", Mjcf.Numbers("pos", 0.2 * leg.X, 0.2 * leg.Y, 0),
            Hinge("hip", leg, -30, 30, 0, 0, 1),
            Rod("thigh", leg, 0.2),
            new XElement("body", Mjcf.Numbers("pos", 0.2 * leg.X, 0.2 * leg.Y, 0),
                Hinge("ankle", leg, leg.Sign > 0 ? 30 : -70, leg.Sign > 0 ? 70 : -30, -leg.X * leg.Y, 1, 0),
                Rod("shin", leg, 0.4))));

    private static XElement Hinge(string name, Leg leg, double low, double high, double x, double y, double z) => new("joint",
        Mjcf.Element("x", "name", name + leg.Number, "type", "hinge", "limited", "true").Attributes(), Mjcf.Numbers("axis", x, y, z), Mjcf.Numbers("range", low, high));

    private static XElement Rod(string name, Leg leg, double length) => new("geom", Mjcf.Element("x", "name", name + leg.Number, "type", "capsule").Attributes(),
        Mjcf.Numbers("fromto", 0, 0, 0, length * leg.X, length * leg.Y, 0), Mjcf.Numbers("size", Radius));

    private static XElement Motor(string joint, Leg leg) => new("motor", Mjcf.Element("x", "joint", joint + leg.Number, "ctrllimited", "true").Attributes(),
        Mjcf.Numbers("ctrlrange", -1, 1), Mjcf.Numbers("gear", 150));

    private sealed record Leg(int Number, double X, double Y, double Sign);
}
