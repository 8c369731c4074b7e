using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Environments;
using MetaLearn.Reinforcement.Physics;

namespace MetaLearn.Reinforcement.Tests.Physics;

public class AntTests
{
    [SkippableTheory]
    [InlineData(PhysicsPreset.Rllab, 0.1, true)]
    [InlineData(PhysicsPreset.Rllab, 0.5, false)]
    [InlineData(PhysicsPreset.Rllab, 1.1, true)]
    [InlineData(PhysicsPreset.Gymnasium, 1.2, true)]
    public void A_trunk_too_low_or_too_high_ends_the_trajectory(PhysicsPreset preset, double height, bool ends)
    {
        MuJoCo.IsNeeded();
        var family = Ant.Velocity(preset);
        using var environment = (AntEnvironment)family.Create();
        var observation = new float[family.ObservationSize];
        environment.Reset([1], new RandomStream(1), observation);
        environment.State.Positions[2] = height;
        environment.State.Forward();
        var step = environment.Step(new float[8], observation);
        Assert.Equal(ends, step.IsTerminated);
        Assert.True(double.IsFinite(step.Reward) && environment.State.Warning is null);
    }

    [SkippableFact]
    public void Rewards_are_those_of_the_published_code_without_contacts()
    {
        MuJoCo.IsNeeded();
        float[] action = [1, -1, 0.5f, 0, 0, 0, 0, 0.5f];
        const double Cost = 0.005 * 2.5;
        var (velocity, forwards) = (Step(Ant.Velocity(), [0.5], action, out var observation), Step(Ant.Direction(), [1], action, out _));
        var speed = forwards + Cost - 0.05;
        Assert.Equal(1 - Math.Abs(speed - 0.5) - Cost + 0.05, velocity, 1e-9);
        Assert.Equal(-speed - Cost + 0.05, Step(Ant.Direction(), [-1], action, out _), 1e-9);
        Assert.Equal(4 - Math.Abs(observation[38] - 2) - Math.Abs(observation[39] + 1) - Cost + 0.05, Step(Ant.Goal(), [2, -1], action, out _), 1e-5);
        Assert.InRange(Math.Abs(speed), 1e-4, 1);
    }

    [SkippableFact]
    public void The_rotation_in_the_observation_is_the_quaternions()
    {
        MuJoCo.IsNeeded();
        Step(Ant.Velocity(), [1], [1, 1, -1, 0, 0, 1, 0, 0], out var observation);
        var (w, x, y, z) = (observation[3], observation[4], observation[5], observation[6]);
        float[] expected =
        [
            1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y),
            2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x),
            2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y),
        ];
        for (var i = 0; i < 9; i++) Assert.Equal(expected[i], observation[29 + i], 1e-5f);
        Assert.True(Math.Abs(expected[1]) > 1e-4);
    }

    [Fact]
    public void Test_goals_are_the_published_ones()
    {
        // NumPy's RandomState(1): 0.417022, 0.720324, 0.000114, 0.302333, …
        var speeds = Ant.Velocity().TestGoals().Select(goal => goal[0]).ToArray();
        Near.Equal([1.251066, 2.160973, 0.000343, 0.906998], speeds[..4], 1e-5);
        Assert.Equal(speeds.Select(speed => speed < 1.5 ? -1.0 : 1), Ant.Direction().TestGoals().Select(goal => goal[0]));
        var places = Ant.Goal().TestGoals();
        Assert.Equal((40, 2), (places.Length, places[0].Length));
        Near.Equal([-0.497868, 1.321947, -2.999314, -1.186005], [.. places[0], .. places[1]], 1e-5);
    }

    [Fact]
    public void Goals_are_speeds_up_to_three_directions_or_places()
    {
        Assert.Equal(1.5, Ant.Velocity().Goals(1, 0, 1000).Average(goal => goal[0]), 0.1);
        Assert.Equal(0, Ant.Direction().Goals(1, 0, 1000).Average(goal => goal[0]), 0.1);
        var places = Ant.Goal().Goals(1, 0, 1000);
        Assert.All(places, place => Assert.True(place.Length == 2 && place.All(c => c is >= -3 and < 3)));
        Assert.Equal(1.5, places.Average(place => Math.Abs(place[1])), 0.1);
    }

    [SkippableFact]
    public void A_picture_has_the_trunk_twelve_rods_and_the_goal()
    {
        MuJoCo.IsNeeded();
        var family = Ant.Goal();
        using var environment = family.Create();
        environment.Reset([2, -1], new RandomStream(1), new float[family.ObservationSize]);
        var lines = new List<SketchLine>();
        environment.Sketch(lines);
        Assert.Equal(2 + 12 + 12, lines.Count);
        Assert.Equal((2, -1), ((lines[0].FromX + lines[0].ToX) / 2, (lines[0].FromY + lines[0].ToY) / 2));
        // Seen from above, the legs point from the trunk to the four corners, and a hip's rod is about as long as published.
        var (x, y) = (lines.Skip(2).Take(12).Average(line => line.FromX), lines.Skip(2).Take(12).Average(line => line.FromY));
        var hips = lines.Where((_, i) => i >= 14 && (i - 14) % 3 == 0).ToArray();
        Assert.All(hips, hip => Assert.Equal(0.2 * Math.Sqrt(2), Math.Sqrt(Math.Pow(hip.ToX - hip.FromX, 2) + Math.Pow(hip.ToY - hip.FromY, 2)), 0.01));
        Assert.Equal([(true, true), (false, true), (false, false), (true, false)], hips.Select(hip => (hip.ToX + hip.FromX > 2 * x, hip.ToY + hip.FromY > 2 * y)));
    }

    private static double Step(Ant family, double[] goal, float[] action, out float[] observation)
    {
        using var environment = family.Create();
        observation = new float[family.ObservationSize];
        environment.Reset(goal, new RandomStream(1), observation);
        return environment.Step(action, observation).Reward;
    }
}
