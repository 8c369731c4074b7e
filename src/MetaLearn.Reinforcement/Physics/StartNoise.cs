using MetaLearn.Autodiff;

namespace MetaLearn.Reinforcement.Physics;

/// <summary>How far trajectories begin from the body at rest.</summary>
internal static class StartNoise
{
    /// <summary>Adds what the preset says to each position and velocity.</summary>
    public static void Add(PhysicsPreset preset, RandomStream random, PhysicsState state)
    {
        foreach (ref var position in state.Positions) position += preset == PhysicsPreset.Rllab ? 0.01 * random.Normal() : random.Uniform(-0.1, 0.1);
        foreach (ref var velocity in state.Velocities) velocity += 0.1 * random.Normal();
    }
}
