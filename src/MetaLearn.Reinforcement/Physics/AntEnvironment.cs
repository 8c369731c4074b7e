using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Environments;

namespace MetaLearn.Reinforcement.Physics;

/// <summary>One ant.</summary>
internal sealed class AntEnvironment(Ant family) : IEnvironment
{
    private const int CenterOfMass = 0;
    private const int Velocity = 3;
    private const int Axes = 6;
    private const int Quaternion = 3;

    // Of rllab's model: x, y, z, the rotation, then hip and ankle of each leg.
    private static readonly double[] BentLegs = [0, 0, 0.55, 1, 0, 0, 0, 0, 1, 0, -1, 0, -1, 0, 1];

    private readonly PhysicsState state = new(family.Model);
    private readonly double[] goal = new double[family.GoalSize];
    private ShapeSketch? sketch;

    /// <summary>For tests.</summary>
    internal PhysicsState State => state;

    /// <inheritdoc/>
    public void Reset(ReadOnlySpan<double> goal, RandomStream random, Span<float> observation)
    {
        goal.CopyTo(this.goal);
        state.Reset();
        if (family.Preset == PhysicsPreset.Rllab) BentLegs.CopyTo(state.Positions);
        StartNoise.Add(family.Preset, random, state);
        Normalize(state.Positions.Slice(Quaternion, 4));
        state.Forward();
        Observe(observation);
    }

    /// <inheritdoc/>
    public EnvironmentStep Step(ReadOnlySpan<float> action, Span<float> observation)
    {
        var cost = state.Control(action);
        state.Step(family.FrameSkip);
        Observe(observation);
        if (state.Warning is not null) return new(double.NaN, IsTerminated: true);
        var worth = family.Worth(state.Sensors.Slice(CenterOfMass, 3), state.Sensors.Slice(Velocity, 3), goal);
        return new(worth - 0.005 * cost + 0.05, IsTerminated: state.Positions[2] is < 0.2 or > 1);
    }

    /// <summary>Seen from above, x to the right and y upwards, in metres; a cross where it shall walk to, if there is such a place.</summary>
    public void Sketch(ICollection<SketchLine> lines)
    {
        if (goal.Length == 2)
        {
            lines.Add(new(goal[0] - 0.15, goal[1] - 0.15, goal[0] + 0.15, goal[1] + 0.15, 0.05));
            lines.Add(new(goal[0] - 0.15, goal[1] + 0.15, goal[0] + 0.15, goal[1] - 0.15, 0.05));
        }
        sketch ??= new(family.Shape, AntModel.Shape, AntModel.Sensors);
        sketch.Add(state, vertical: 1, lines);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        state.Dispose();
        sketch?.Dispose();
    }

    // MuJoCo 2 does so itself where it stands; MuJoCo 3 only for its own use, and observations would differ.
    private static void Normalize(Span<double> quaternion)
    {
        var sum = 0.0;
        foreach (var part in quaternion) sum += part * part;
        foreach (ref var part in quaternion) part /= Math.Sqrt(sum);
    }

    private void Observe(Span<float> observation)
    {
        var positions = state.Positions;
        var velocities = state.Velocities;
        var sensors = state.Sensors;
        for (var i = 0; i < positions.Length; i++) observation[i] = (float)positions[i];
        for (var i = 0; i < velocities.Length; i++) observation[15 + i] = (float)velocities[i];
        // The sensors give the matrix column by column.
        for (var i = 0; i < 9; i++) observation[29 + i] = (float)sensors[Axes + 3 * (i % 3) + i / 3];
        for (var i = 0; i < 3; i++) observation[38 + i] = (float)sensors[CenterOfMass + i];
    }
}
