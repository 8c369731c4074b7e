using MetaLearn.Reinforcement.Environments;

namespace MetaLearn.Reinforcement.Physics;

/// <summary>
/// Draws a body from sensors of its parts. They are in a model of their own, which is asked only for pictures: a tenth of a step's time would go to them otherwise.
/// </summary>
/// <param name="model">The body with sensors for its shape.</param>
/// <param name="shape">Its parts, each of which has a position and an axis in the sensors.</param>
/// <param name="first">Place of the first of them in the sensors.</param>
internal sealed class ShapeSketch(PhysicsModel model, IReadOnlyList<Capsule> shape, int first) : IDisposable
{
    // A ball, which has no length, is drawn as a ring of this many lines.
    private const int Sides = 12;

    private readonly PhysicsState mirror = new(model);

    /// <summary>Adds the body as it stands.</summary>
    /// <param name="state">Of the body without those sensors.</param>
    /// <param name="vertical">Axis that points upwards in the picture: 2 seen from the side, 1 from above.</param>
    /// <param name="lines">Added to.</param>
    public void Add(PhysicsState state, int vertical, ICollection<SketchLine> lines)
    {
        mirror.Reset();
        state.Positions.CopyTo(mirror.Positions);
        mirror.Forward();
        for (var i = 0; i < shape.Count; i++)
        {
            var capsule = shape[i];
            var middle = mirror.Sensors.Slice(first + 6 * i, 3);
            var axis = mirror.Sensors.Slice(first + 6 * i + 3, 3);
            var (x, y) = (capsule.HalfLength * axis[0], capsule.HalfLength * axis[vertical]);
            if (capsule.HalfLength > 0) lines.Add(new(middle[0] - x, middle[vertical] - y, middle[0] + x, middle[vertical] + y, 2 * capsule.Radius));
            else AddRing(middle[0], middle[vertical], capsule.Radius, lines);
        }
    }

    /// <summary>Frees the state.</summary>
    public void Dispose() => mirror.Dispose();

    private static void AddRing(double x, double y, double radius, ICollection<SketchLine> lines)
    {
        for (var side = 0; side < Sides; side++)
        {
            var ((fromY, fromX), (toY, toX)) = (Math.SinCos(side * Math.Tau / Sides), Math.SinCos((side + 1) * Math.Tau / Sides));
            lines.Add(new(x + radius * fromX, y + radius * fromY, x + radius * toX, y + radius * toY, radius / 5));
        }
    }
}
