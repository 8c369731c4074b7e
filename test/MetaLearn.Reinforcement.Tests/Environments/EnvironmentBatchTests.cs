using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Environments;

namespace MetaLearn.Reinforcement.Tests.Environments;

public sealed class EnvironmentBatchTests
{
    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        foreach (var family in new EnvironmentFamily[] { new Navigation(), new TabularMdp(), new Pendulum(), new WithGoalObserved(new Bandit()) })
        {
            var expected = Trace(family, 1);
            Assert.Equal(expected, Trace(family, 2));
            Assert.Equal(expected, Trace(family, 3));
        }
    }

    [Fact]
    public void An_environment_does_not_depend_on_how_many_stand_beside_it()
    {
        var family = new Pendulum();
        using EnvironmentBatch few = new(family, 1, 2), many = new(family, 3, 2);
        few.Reset([[1.0]], new RandomStream(5));
        many.Reset([[1.0], [0.5], [2.0]], new RandomStream(5));
        Assert.Equal(few.Observations.ToArray(), many.Observations[..6].ToArray());
    }

    [Fact]
    public void More_environments_than_an_array_holds_are_refused_before_one_is_made()
    {
        var family = new Faulty(Fault.None);
        var error = Assert.Throws<ArgumentException>(() => new EnvironmentBatch(family, 100_000, 100_000));
        Assert.Equal("100,000 goals with 100,000 environments each are more than an array holds; take fewer.", error.Message);
        Assert.Equal(0, family.Made);
    }

    [Fact]
    public void The_horizon_truncates_without_a_true_end()
    {
        using var batch = new EnvironmentBatch(new Pendulum(), 1, 2);
        batch.Reset([[1.0]], new RandomStream(1));
        for (var step = 1; step < 200; step++) batch.Step([0, 0]);
        Assert.Equal((199, true), (batch.Time, batch.IsAnyActive));
        Assert.DoesNotContain(true, batch.IsTruncated.ToArray());
        batch.Step([0, 0]);
        Assert.Equal((200, false), (batch.Time, batch.IsAnyActive));
        Assert.NotEqual(0, batch.Rewards[0]);
        Assert.DoesNotContain(true, batch.IsTerminated.ToArray());
        Assert.Equal([true, true], batch.IsTruncated.ToArray());
        batch.Reset([[1.0]], new RandomStream(1));
        Assert.DoesNotContain(true, batch.IsTruncated.ToArray());
    }

    [Fact]
    public void A_trajectory_that_has_ended_rests_until_the_next_reset()
    {
        using var batch = new EnvironmentBatch(new Navigation(), 2, 1);
        double[][] goals = [[0.1, 0], [0.5, 0.5]];
        batch.Reset(goals, new RandomStream(1));
        batch.Step([1, 0, 0, 0]);
        Assert.Equal([true, false], batch.IsTerminated.ToArray());
        Assert.Equal([false, true], batch.IsActive.ToArray());
        Assert.DoesNotContain(true, batch.IsTruncated.ToArray());
        batch.Step([1, 1, 1, 1]);
        Assert.Equal(0, batch.Rewards[0]);
        Assert.Equal([0f, 0f, 0.1f, 0.1f], batch.Observations.ToArray());
        batch.Reset(goals, new RandomStream(1));
        Assert.Equal((0, true, false), (batch.Time, batch.IsActive[0], batch.IsTerminated[0]));
    }

    [Theory]
    [InlineData(Fault.Observation)]
    [InlineData(Fault.Reward)]
    [InlineData(Fault.FirstObservation)]
    public void A_state_that_is_not_finite_ends_its_trajectory_alone_and_is_counted(Fault fault)
    {
        using var batch = new EnvironmentBatch(new Faulty(fault), 2, 1, threads: 2);
        batch.Reset([[0.0], [1.0]], new RandomStream(1));
        batch.Step([0, 0]);
        Assert.Equal([false, true], batch.IsFaulty.ToArray());
        Assert.Equal([true, false], batch.IsActive.ToArray());
        Assert.Equal(0, batch.Rewards[1]);
        Assert.Equal([1f, 0f], batch.Observations.ToArray());
    }

    [Fact]
    public void An_action_that_is_not_finite_ends_its_trajectory()
    {
        using var batch = new EnvironmentBatch(new Navigation(), 1, 2);
        batch.Reset([[0.5, 0.5]], new RandomStream(1));
        batch.Step([0, 0, float.NaN, 0]);
        Assert.Equal([false, true], batch.IsFaulty.ToArray());
        Assert.Equal([true, false], batch.IsActive.ToArray());
    }

    [Fact]
    public void Wrong_numbers_of_actions_and_goals_are_refused()
    {
        using var batch = new EnvironmentBatch(new Navigation(), 2, 3);
        Refuse("There are 2 episodes, found 1 goals.", () => batch.Reset([[0, 0]], new RandomStream(1)));
        Refuse("A goal of navigation has 2 numbers, found 3.", () => batch.Reset([[0, 0], [0, 0, 0]], new RandomStream(1)));
        batch.Reset([[0, 0], [0, 0]], new RandomStream(1));
        Refuse("6 environments take 2 numbers each, 12 in all; found 11.", () => batch.Step(new float[11]));
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 0)]
    public void Empty_batches_are_refused(int episodes, int trajectories, int threads)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new EnvironmentBatch(new Navigation(), episodes, trajectories, threads));

    [Fact]
    public void Dispose_ends_every_environment_once()
    {
        var family = new Faulty(Fault.None);
        var batch = new EnvironmentBatch(family, 2, 3);
        Assert.Equal((6, 0), (family.Made, family.Ended));
        batch.Dispose();
        Assert.Equal(6, family.Ended);
    }

    [Fact]
    public void A_batch_that_cannot_be_made_whole_ends_what_was_made()
    {
        var family = new Faulty(Fault.None) { FailsAt = 4 };
        Assert.Throws<InvalidOperationException>(() => new EnvironmentBatch(family, 2, 3));
        Assert.Equal(4, family.Ended);
    }

    private static void Refuse(string sentence, Action action)
        => Assert.StartsWith(sentence, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);

    // Everything seen in ten steps of 37 environments under random actions.
    private static List<double> Trace(EnvironmentFamily family, int threads)
    {
        using var batch = new EnvironmentBatch(family, 37, 1, threads);
        var actions = new RandomStream(9);
        var drawn = new float[batch.Count * family.Actions.Size];
        List<double> trace = [];
        batch.Reset(family.Goals(3, 0, 37), new RandomStream(2));
        for (var step = 0; step < 10; step++)
        {
            for (var i = 0; i < drawn.Length; i++) drawn[i] = family.Actions is DiscreteActions choices ? actions.Below(choices.Count) : (float)actions.Normal();
            batch.Step(drawn);
            foreach (var value in batch.Observations) trace.Add(value);
            trace.AddRange(batch.Rewards);
        }
        return trace;
    }
}
