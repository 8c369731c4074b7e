using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Environments;
using MetaLearn.Reinforcement.Physics;

namespace MetaLearn.Reinforcement.Tests.Physics;

public class HalfCheetahTests
{
    [SkippableFact]
    public void Standing_still_at_a_wanted_speed_returns_minus_the_horizon_times_it()
    {
        MuJoCo.IsNeeded();
        var family = HalfCheetah.Velocity();
        var goals = family.Goals(1, 0, 20);
        var returns = goals.Select(goal => Return(family, goal, _ => 0)).ToArray();
        for (var i = 0; i < goals.Length; i++) Assert.Equal(-200 * goals[i][0], returns[i], 15.0);
        // −200 on average over U(0, 2).
        Assert.Equal(-200, returns.Average() / goals.Average(goal => goal[0]), 10.0);
    }

    [SkippableTheory]
    [InlineData(PhysicsPreset.Rllab, 0.01)]
    [InlineData(PhysicsPreset.Gymnasium, 0.05)]
    public void What_direction_earns_is_the_way_of_the_centre_of_mass(PhysicsPreset preset, double seconds)
    {
        MuJoCo.IsNeeded();
        var family = HalfCheetah.Direction(preset, horizon: 60);
        using var environment = family.Create();
        var observation = new float[family.ObservationSize];
        environment.Reset([1], new RandomStream(2), observation);
        var (start, way, longest) = (observation[17], 0.0, 0.0);
        for (var time = 0; time < family.Horizon; time++)
        {
            var action = Push(time);
            way += seconds * (environment.Step(action, observation).Reward + 0.05 * action.Sum(a => (double)a * a));
            longest = Math.Max(longest, Math.Abs(observation[17] - start));
        }
        Assert.True(longest > 0.1);
        Assert.Equal(observation[17] - start, way, preset == PhysicsPreset.Rllab ? 0.02 : 0.3);
    }

    [SkippableFact]
    public void The_two_directions_are_opposite_but_for_the_controls()
    {
        MuJoCo.IsNeeded();
        var family = HalfCheetah.Direction();
        var squares = Enumerable.Range(0, family.Horizon).Sum(time => Push(time).Sum(a => (double)a * a));
        var (forwards, backwards) = (Return(family, [1], time => Push(time)[0]), Return(family, [-1], time => Push(time)[0]));
        Assert.Equal(-2 * 0.05 * squares, forwards + backwards, 1e-6);
        Assert.True(Math.Abs(forwards - backwards) > 1);
    }

    [Fact]
    public void Test_goals_are_the_published_ones()
    {
        // NumPy's RandomState(1): 0.417022, 0.720324, 0.000114, 0.302333, 0.146756, …
        var speeds = HalfCheetah.Velocity().TestGoals().Select(goal => goal[0]).ToArray();
        Assert.Equal(40, speeds.Length);
        Near.Equal([0.834044, 1.440649, 0.000229, 0.604665, 0.293512], speeds[..5], 1e-5);
        // Standing still for 200 steps.
        Assert.Equal(-183.7, -200 * speeds.Average(), 0.05);
        var directions = HalfCheetah.Direction().TestGoals().Select(goal => goal[0]).ToArray();
        Assert.Equal([-1, 1, -1, -1, -1], directions[..5]);
        Assert.Equal(speeds.Select(speed => speed < 1 ? -1.0 : 1), directions);
    }

    [Fact]
    public void Goals_are_speeds_up_to_two_or_either_direction()
    {
        var speeds = HalfCheetah.Velocity().Goals(1, 0, 1000).Select(goal => goal[0]).ToArray();
        Assert.All(speeds, speed => Assert.InRange(speed, 0, 2));
        Assert.Equal(1, speeds.Average(), 0.06);
        var directions = HalfCheetah.Direction().Goals(1, 0, 1000).Select(goal => goal[0]).ToArray();
        Assert.All(directions, direction => Assert.Equal(1, Math.Abs(direction)));
        Assert.Equal(0, directions.Average(), 0.1);
    }

    [Fact]
    public void A_horizon_of_nothing_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => HalfCheetah.Velocity(horizon: 0));

    [SkippableFact]
    public void A_picture_is_the_body_alone_with_its_feet_near_the_ground()
    {
        MuJoCo.IsNeeded();
        var family = HalfCheetah.Velocity();
        using var environment = family.Create();
        environment.Reset([1], new RandomStream(1), new float[family.ObservationSize]);
        for (var time = 0; time < 50; time++) environment.Step(new float[6], new float[family.ObservationSize]);
        var lines = new List<SketchLine>();
        environment.Sketch(lines);
        Assert.Equal(HalfCheetahModel.Shape.Count, lines.Count);
        var trunk = lines[0];
        Assert.Equal(1, Math.Sqrt(Math.Pow(trunk.ToX - trunk.FromX, 2) + Math.Pow(trunk.ToY - trunk.FromY, 2)), 1e-9);
        var lowest = lines.Min(line => Math.Min(line.FromY, line.ToY) - line.Width / 2);
        Assert.InRange(lowest, -0.05, 0.02);
    }

    private static float[] Push(int time) => [.. Enumerable.Repeat((float)Math.Sin(0.4 * time), 6)];

    private static double Return(HalfCheetah family, double[] goal, Func<int, float> push)
    {
        using var environment = family.Create();
        var (observation, sum) = (new float[family.ObservationSize], 0.0);
        environment.Reset(goal, new RandomStream(1), observation);
        for (var time = 0; time < family.Horizon; time++) sum += environment.Step([.. Enumerable.Repeat(push(time), 6)], observation).Reward;
        return sum;
    }
}
