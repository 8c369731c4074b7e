using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Environments;

namespace MetaLearn.Reinforcement.Tests.Environments;

public sealed class WithGoalObservedTests
{
    [Fact]
    public void Each_observation_ends_with_the_goal()
    {
        var oracle = new WithGoalObserved(new Navigation());
        using var batch = new EnvironmentBatch(oracle, 2, 1);
        batch.Reset([[0.25, -0.5], [0.5, 0.125]], new(1));
        Assert.Equal([0f, 0f, 0.25f, -0.5f, 0f, 0f, 0.5f, 0.125f], batch.Observations.ToArray());
        batch.Step([1, 0, 0, 0]);
        Assert.Equal([0.1f, 0f, 0.25f, -0.5f, 0f, 0f, 0.5f, 0.125f], batch.Observations.ToArray());
    }

    [Fact]
    public void All_else_is_as_without()
    {
        foreach (var family in new EnvironmentFamily[] { new Navigation(), new Bandit(7), new TabularMdp(), new Pendulum() })
        {
            var oracle = new WithGoalObserved(family);
            Assert.Equal((family.Name + "-oracle", family.ObservationSize + family.GoalSize), (oracle.Name, oracle.ObservationSize));
            Assert.Equal((family.Actions, family.Horizon, family.GoalSize), (oracle.Actions, oracle.Horizon, oracle.GoalSize));
            var goals = family.Goals(4, 2, 3);
            Assert.Equal(goals, oracle.Goals(4, 2, 3));
            Assert.Equal(Play.Run(family, goals, 2, First), Play.Run(oracle, goals, 2, First));
        }
    }

    [Fact]
    public void What_the_environment_draws_is_still_drawn()
    {
        using var pendulum = new WithGoalObserved(new Pendulum()).Create();
        pendulum.Reset([1], new(1), new float[4]);
        List<SketchLine> lines = [];
        pendulum.Sketch(lines);
        Assert.Single(lines);
    }

    private static void First(ReadOnlySpan<double> goal, ReadOnlySpan<float> observation, RandomStream random, Span<float> drawn) => drawn.Clear();
}
