using System.Reflection;
using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Environments;

namespace MetaLearn.Reinforcement.Tests.Environments;

public sealed class WrappedFamilyTests
{
    [Fact]
    public void What_a_wrapper_does_not_change_is_the_inner_family_s()
    {
        var inner = new Odd();
        foreach (var family in new WrappedFamily[] { new MixedGoals(inner), new WithGoalObserved(inner) })
        {
            Assert.Same(inner, family.Inner);
            Assert.Same(inner.Actions, family.Actions);
            Assert.Equal((17, 3, 0.375), (family.Horizon, family.GoalSize, family.SecondsPerStep));
            Assert.Equal(inner.TestGoals(), family.TestGoals());
            Assert.Equal(inner.Goals(1, 2, 3), family.Goals(1, 2, 3));
            Assert.Equal(inner.ValidationGoals(), family.ValidationGoals());
        }
        Assert.Equal((5, 8), (new MixedGoals(inner).ObservationSize, new WithGoalObserved(inner).ObservationSize));
        Assert.Equal(("odd-mixed", "odd-oracle"), (new MixedGoals(inner).Name, new WithGoalObserved(inner).Name));
    }

    [Fact]
    public void Nothing_that_a_family_can_change_is_left_to_the_default()
        => Assert.DoesNotContain(
            typeof(WrappedFamily).GetMethods(BindingFlags.Instance | BindingFlags.Public),
            method => method is { IsVirtual: true, IsAbstract: false } && method.DeclaringType == typeof(EnvironmentFamily));

    // Everything otherwise than the defaults.
    private sealed class Odd : EnvironmentFamily
    {
        public override string Name => "odd";

        public override int ObservationSize => 5;

        public override ActionSpace Actions { get; } = new BoxActions(2, -3, 4);

        public override int Horizon => 17;

        public override double SecondsPerStep => 0.375;

        public override int GoalSize => 3;

        public override void DrawGoal(RandomStream random, Span<double> goal)
        {
            for (var i = 0; i < goal.Length; i++) goal[i] = 5 + random.NextDouble();
        }

        public override double[][] TestGoals() => [[1, 2, 3], [4, 5, 6]];

        public override IEnvironment Create() => throw new NotSupportedException();
    }
}
