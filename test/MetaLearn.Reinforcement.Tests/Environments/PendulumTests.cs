using MetaLearn.Reinforcement.Environments;

namespace MetaLearn.Reinforcement.Tests.Environments;

public sealed class PendulumTests
{
    [Fact]
    public void A_step_follows_Gyms_equations()
    {
        using var pendulum = new Pendulum().Create();
        var (before, after) = (new float[3], new float[3]);
        pendulum.Reset([0.8], new(3), before);
        var step = pendulum.Step([1.5f], after);
        var (angle, speed) = (Math.Atan2(before[1], before[0]), before[2]);
        // ω′ = ω + (3g/2l · sin θ + 3/ml² · u) dt and θ′ = θ + ω′ dt, with g = 10, l = 1, m = 0.8, dt = 0.05.
        var nextSpeed = speed + (15 * Math.Sin(angle) + 3 / 0.8 * 1.5) * 0.05;
        var nextAngle = angle + nextSpeed * 0.05;
        Near.Equal([Math.Cos(nextAngle), Math.Sin(nextAngle), nextSpeed], [after[0], after[1], after[2]], 1e-6);
        Near.Equal([-(angle * angle + 0.1 * speed * speed + 0.001 * 1.5 * 1.5)], [step.Reward], 1e-6);
        Assert.False(step.IsTerminated);
    }

    [Fact]
    public void Without_torque_and_with_small_steps_the_energy_stays()
    {
        // ½ · m l²/3 · ω² + m g l/2 · cos θ; the method of Gym is symplectic: the energy swings and does not drift.
        using var pendulum = new Pendulum().Create();
        var observation = new float[3];
        pendulum.Reset([1], new(7), observation);
        List<double> energies = [];
        for (var step = 0; step < 2000; step++)
        {
            pendulum.Step([0], observation);
            energies.Add(observation[2] * observation[2] / 6 + 5 * observation[0]);
        }
        Assert.Equal(energies[..1000].Average(), energies[1000..].Average(), 0.25);
    }

    [Fact]
    public void A_lighter_rod_turns_faster_under_the_same_torque()
    {
        var speeds = new List<float>();
        foreach (var mass in new[] { 0.5, 2.0 })
        {
            using var pendulum = new Pendulum().Create();
            var (before, after) = (new float[3], new float[3]);
            pendulum.Reset([mass], new(1), before);
            pendulum.Step([2], after);
            speeds.Add(after[2] - before[2] - (float)(15 * before[1] * 0.05));
        }
        Near.Equal([4], [speeds[0] / speeds[1]], 1e-4);
    }

    [Fact]
    public void Speed_is_bounded_and_angles_count_from_the_nearest_upright()
    {
        var played = Play.Run(new Pendulum(), [[0.5]], 4, (_, _, _, drawn) => drawn[0] = 1);
        Assert.All(played, p => Assert.InRange(p.Return, -200 * (Math.PI * Math.PI + 0.1 * 64 + 0.001 * 4), 0));
        Assert.All(played, p => Assert.Equal(200, p.Length));
    }

    [Fact]
    public void Sketch_is_the_rod()
    {
        using var pendulum = new Pendulum().Create();
        var observation = new float[3];
        pendulum.Reset([1], new(2), observation);
        List<SketchLine> lines = [];
        pendulum.Sketch(lines);
        var rod = Assert.Single(lines);
        Near.Equal([0, 0, -observation[1], observation[0]], [rod.FromX, rod.FromY, rod.ToX, rod.ToY], 1e-6);
    }
}
