using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Environments;
using MetaLearn.Reinforcement.Physics;

namespace MetaLearn.Reinforcement.Tests.Physics;

/// <summary>
/// Our models, offsets, sensors and way of stepping against the published models in plain C: <c>test/golden/physics.json</c>, made by <c>physics.c</c> beside it. The wider
/// tolerance is for other versions of MuJoCo; with 2.2.2 what is left is the rounding of an observation to float.
/// </summary>
public class GoldenTrajectoryTests
{
    private static double Tolerance => MuJoCoLibrary.Version == new Version(2, 2, 2) ? 1e-6 : 1e-4;

    public static TheoryData<string> Names => ["cheetah, rllab", "cheetah, gymnasium", "ant, rllab", "ant, gymnasium"];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void Observations_and_velocities_are_those_of_the_published_models(string name)
    {
        MuJoCo.IsNeeded();
        var golden = GoldenFile.Case("physics.json", name);
        var preset = name.EndsWith("rllab", StringComparison.Ordinal) ? PhysicsPreset.Rllab : PhysicsPreset.Gymnasium;
        EnvironmentFamily family = name.StartsWith("ant", StringComparison.Ordinal) ? Ant.Direction(preset) : HalfCheetah.Direction(preset);
        using var environment = family.Create();
        var observation = new float[family.ObservationSize];
        environment.Reset([1], new RandomStream(1), observation);
        Start(environment is AntEnvironment ant ? ant.State : ((HalfCheetahEnvironment)environment).State, GoldenFile.Numbers(golden.GetProperty("start")));

        var (time, every) = (0, golden.GetProperty("every").GetInt32());
        foreach (var expected in golden.GetProperty("states").EnumerateArray())
        {
            var velocity = double.NaN;
            for (var i = 0; i < every; i++) velocity = VelocityAfter(environment, ++time, family.Actions.Size, observation);
            GoldenFile.AssertNear([expected.GetProperty("velocity").GetDouble()], [velocity], Tolerance, $"{name}, velocity at {time}");
            GoldenFile.AssertNear(GoldenFile.Numbers(expected.GetProperty("observation")), Array.ConvertAll(observation, value => (double)value), Tolerance, $"{name}, observation at {time}");
        }
        Assert.True(time >= 20);
    }

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void A_start_is_the_published_one_but_for_its_noise(string name)
    {
        MuJoCo.IsNeeded();
        var start = GoldenFile.Numbers(GoldenFile.Case("physics.json", name).GetProperty("start"));
        var isRllab = name.EndsWith("rllab", StringComparison.Ordinal);
        var preset = isRllab ? PhysicsPreset.Rllab : PhysicsPreset.Gymnasium;
        EnvironmentFamily family = name.StartsWith("ant", StringComparison.Ordinal) ? Ant.Direction(preset) : HalfCheetah.Direction(preset);
        using var environment = family.Create();
        var state = environment is AntEnvironment ant ? ant.State : ((HalfCheetahEnvironment)environment).State;
        var (first, square, velocitySquare, largest, count) = (0.0, 0.0, 0.0, 0.0, 500);
        for (var i = 0; i < count; i++)
        {
            environment.Reset([1], new RandomStream(3, (ulong)i), new float[family.ObservationSize]);
            first += state.Positions[0] - start[0];
            square += Math.Pow(state.Positions[0] - start[0], 2);
            velocitySquare += Math.Pow(state.Velocities[^1], 2);
            for (var k = 0; k < start.Length; k++) largest = Math.Max(largest, Math.Abs(state.Positions[k] - start[k]));
        }
        var deviation = isRllab ? 0.01 : 0.1 / Math.Sqrt(3);
        Assert.InRange(Math.Sqrt(square / count), 0.9 * deviation, 1.1 * deviation);
        Assert.InRange(Math.Abs(first / count), 0, 4 * deviation / Math.Sqrt(count));
        Assert.InRange(Math.Sqrt(velocitySquare / count), 0.09, 0.11);
        // Normalising the quaternion moves it, too.
        Assert.InRange(largest, 0, isRllab ? 0.06 : 0.2);
    }

    private static void Start(PhysicsState state, double[] positions)
    {
        state.Reset();
        positions.CopyTo(state.Positions);
        state.Forward();
    }

    // With goal 1 the reward is the velocity, less what the controls cost and, for ant, plus a bonus.
    private static double VelocityAfter(IEnvironment environment, int time, int size, Span<float> observation)
    {
        var action = new float[size];
        for (var k = 0; k < size; k++) action[k] = (float)Math.Sin(0.3 * time + k);
        var squares = action.Sum(a => (double)a * a);
        var reward = environment.Step(action, observation).Reward;
        return environment is AntEnvironment ? reward + 0.005 * squares - 0.05 : reward + 0.05 * squares;
    }
}
