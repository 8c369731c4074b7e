using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Environments;

namespace MetaLearn.Reinforcement.Physics;

/// <summary>One half-cheetah.</summary>
internal sealed class HalfCheetahEnvironment(HalfCheetah family) : IEnvironment
{
    private const int CenterOfMass = 0;
    private const int Velocity = 3;

    private readonly PhysicsState state = new(family.Model);
    private ShapeSketch? sketch;
    private double goal;

    /// <summary>For tests.</summary>
    internal PhysicsState State => state;

    /// <inheritdoc/>
    public void Reset(ReadOnlySpan<double> goal, RandomStream random, Span<float> observation)
    {
        this.goal = goal[0];
        state.Reset();
        StartNoise.Add(family.Preset, random, state);
        state.Forward();
        Observe(observation);
    }

    /// <inheritdoc/>
    public EnvironmentStep Step(ReadOnlySpan<float> action, Span<float> observation)
    {
        var cost = state.Control(action);
        state.Step(family.FrameSkip);
        Observe(observation);
        return new(state.Warning is null ? family.Worth(state.Sensors[Velocity], goal) - 0.05 * cost : double.NaN);
    }

    /// <summary>Seen from the side, x to the right and z upwards, in metres; the ground is at 0, and figures draw it.</summary>
    public void Sketch(ICollection<SketchLine> lines)
    {
        sketch ??= new(family.Shape, HalfCheetahModel.Shape, HalfCheetahModel.Sensors);
        sketch.Add(state, vertical: 2, lines);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        state.Dispose();
        sketch?.Dispose();
    }

    private void Observe(Span<float> observation)
    {
        var positions = state.Positions;
        var velocities = state.Velocities;
        for (var i = 1; i < positions.Length; i++) observation[i - 1] = (float)positions[i];
        for (var i = 0; i < velocities.Length; i++) observation[8 + i] = (float)velocities[i];
        for (var i = 0; i < 3; i++) observation[17 + i] = (float)state.Sensors[CenterOfMass + i];
    }
}
