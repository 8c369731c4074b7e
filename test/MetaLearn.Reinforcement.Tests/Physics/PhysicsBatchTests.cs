using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Environments;
using MetaLearn.Reinforcement.Physics;

namespace MetaLearn.Reinforcement.Tests.Physics;

public class PhysicsBatchTests
{
    public static TheoryData<string> Names => ["cheetah-velocity", "cheetah-direction", "ant-velocity", "ant-direction", "ant-goal"];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void Two_threads_give_the_bits_of_one(string name)
    {
        MuJoCo.IsNeeded();
        var (one, two) = (Run(name, 1), Run(name, 2));
        Assert.Equal(one, two);
        Assert.True(one.Distinct().Count() > 100);
    }

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void A_trajectory_does_not_depend_on_those_before_it(string name)
    {
        MuJoCo.IsNeeded();
        var family = Family(name);
        using var fresh = family.Create();
        using var used = family.Create();
        for (var i = 0UL; i < 3; i++) Run(family, used, 7 + i, 40);
        Assert.Equal(Run(family, fresh, 1, 40), Run(family, used, 1, 40));
    }

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void A_state_that_is_not_a_number_ends_its_trajectory_alone(string name)
    {
        MuJoCo.IsNeeded();
        using var batch = new EnvironmentBatch(new Breaking(Family(name)), 1, 3);
        for (var round = 0; round < 2; round++)
        {
            batch.Reset([batch.Family.Goals(1, 0, 1)[0]], new RandomStream(5));
            for (var time = 0; time < 4; time++) batch.Step(new float[batch.Count * batch.Family.Actions.Size]);
            Assert.Equal([false, true, false], batch.IsFaulty.ToArray());
            Assert.Equal([true, false, true], batch.IsActive.ToArray());
            Assert.All(batch.Observations.ToArray(), value => Assert.True(float.IsFinite(value)));
            Assert.All(batch.Rewards.ToArray(), value => Assert.True(double.IsFinite(value)));
        }
        Assert.False(File.Exists("MUJOCO_LOG.TXT"));
    }

    [SkippableFact]
    public void Speed_counts_steps_of_any_family()
    {
        MuJoCo.IsNeeded();
        Assert.InRange(PhysicsSpeed.Measure(HalfCheetah.Velocity(PhysicsPreset.Gymnasium), seconds: 0.05), 100, 1e6);
        Assert.Throws<ArgumentOutOfRangeException>(() => PhysicsSpeed.Measure(HalfCheetah.Velocity(), double.NaN));
    }

    private static EnvironmentFamily Family(string name)
    {
        EnvironmentFamily[] families = [HalfCheetah.Velocity(), HalfCheetah.Direction(), Ant.Velocity(), Ant.Direction(PhysicsPreset.Gymnasium), Ant.Goal()];
        return families.Single(family => family.Name == name);
    }

    private static double[] Run(string name, int threads)
    {
        var family = Family(name);
        using var batch = new EnvironmentBatch(family, 4, 3, threads);
        var random = new RandomStream(2);
        var results = new List<double>();
        batch.Reset(family.Goals(3, 0, 4), new RandomStream(4));
        for (var time = 0; time < 15; time++)
        {
            var actions = new float[batch.Count * family.Actions.Size];
            foreach (ref var action in actions.AsSpan()) action = (float)random.Normal();
            batch.Step(actions);
            results.AddRange(batch.Rewards);
            foreach (var value in batch.Observations) results.Add(value);
        }
        return [.. results];
    }

    private static double[] Run(EnvironmentFamily family, IEnvironment environment, ulong seed, int steps)
    {
        var random = new RandomStream(seed);
        var (observation, action, results) = (new float[family.ObservationSize], new float[family.Actions.Size], new List<double>());
        environment.Reset(family.Goals(seed, 0, 1)[0], random.Split(0), observation);
        for (var time = 0; time < steps; time++)
        {
            foreach (ref var value in action.AsSpan()) value = (float)Math.Clamp(random.Normal(), -1, 1);
            results.Add(environment.Step(action, observation).Reward);
            foreach (var value in observation) results.Add(value);
        }
        return [.. results];
    }

    /// <summary>A family whose second environment breaks at its third step.</summary>
    private sealed class Breaking(EnvironmentFamily family) : EnvironmentFamily
    {
        private int made;

        public override string Name => family.Name;

        public override int ObservationSize => family.ObservationSize;

        public override ActionSpace Actions => family.Actions;

        public override int Horizon => family.Horizon;

        public override int GoalSize => family.GoalSize;

        public override void DrawGoal(RandomStream random, Span<double> goal) => family.DrawGoal(random, goal);

        public override IEnvironment Create() => new Environment(family.Create(), breaksAt: ++made == 2 ? 3 : -1);

        private sealed class Environment(IEnvironment inner, int breaksAt) : IEnvironment
        {
            private int time;

            public void Reset(ReadOnlySpan<double> goal, RandomStream random, Span<float> observation)
            {
                time = 0;
                inner.Reset(goal, random, observation);
            }

            public EnvironmentStep Step(ReadOnlySpan<float> action, Span<float> observation)
            {
                if (++time == breaksAt) (inner is AntEnvironment ant ? ant.State : ((HalfCheetahEnvironment)inner).State).Velocities[3] = double.NaN;
                return inner.Step(action, observation);
            }

            public void Dispose() => inner.Dispose();
        }
    }
}
