using MetaLearn.Reinforcement.Environments;

namespace MetaLearn.Reinforcement.Tests.Environments;

public sealed class TabularMdpTests
{
    // From state 0, action 0 stays and pays 1; action 1 pays 0 and leads to state 1 half of the time. There action 0 pays 4, action 1 −1, and both return to state 0.
    private static readonly double[] Known = [1, 0, 0.5, 0.5, 1, 0, 1, 0, 1, 0, 4, -1];

    [Theory]
    [InlineData(1, 1)] // stay
    [InlineData(2, 2.5)] // try: ½ · 1 + ½ · 4, above 1 + 1
    [InlineData(3, 3.75)] // try: ½ · 2.5 + ½ · (4 + 1)
    public void Best_return_of_a_known_process_is_that_by_hand(int horizon, double expected)
        => Near.Equal([expected], [new TabularMdp(2, 2, horizon).BestReturn(Known)]);

    [Fact]
    public void Best_return_is_that_of_all_plans_tried_one_by_one()
    {
        var mdp = new TabularMdp(3, 2, 4);
        foreach (var goal in mdp.Goals(5, 0, 10)) Near.Equal([BestFrom(goal, 0, 4)], [mdp.BestReturn(goal)]);
    }

    [Fact]
    public void Steps_follow_the_probabilities_and_rewards_of_the_goal()
    {
        // Always action 1: 0, then −1 in half of the cases.
        var tried = Play.Run(new TabularMdp(2, 2, 2), [Known], 20_000, (_, _, _, drawn) => drawn[0] = 1);
        Assert.Equal(-0.5, tried.Average(p => p.Return), 0.04);
        // Always action 0, one step: N(1, 1).
        var stayed = Play.Run(new TabularMdp(2, 2, 1), [Known], 20_000, (_, _, _, drawn) => drawn[0] = 0);
        Assert.Equal(1, stayed.Average(p => p.Return), 0.03);
        Assert.Equal(1, stayed.Average(p => (p.Return - 1) * (p.Return - 1)), 0.05);
    }

    [Fact]
    public void The_observation_is_the_state_one_hot()
    {
        var mdp = new TabularMdp();
        using var batch = new EnvironmentBatch(mdp, 1, 1);
        batch.Reset(mdp.Goals(1, 0, 1), new(1));
        Assert.Equal([1f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f], batch.Observations.ToArray());
        for (var step = 0; step < 9; step++)
        {
            batch.Step([step % 5]);
            Assert.Equal(1, batch.Observations.ToArray().Sum());
            Assert.Single(batch.Observations.ToArray(), 1f);
        }
    }

    [Fact]
    public void Goals_are_probabilities_and_rewards_around_1()
    {
        var mdp = new TabularMdp();
        Assert.Equal(550, mdp.GoalSize);
        var goals = mdp.Goals(1, 0, 200);
        foreach (var next in goals.SelectMany(goal => goal[..500].Chunk(10)))
        {
            Assert.All(next, p => Assert.InRange(p, 0, 1));
            Assert.Equal(1, next.Sum(), 1e-12);
        }
        var rewards = goals.SelectMany(goal => goal[500..]).ToArray();
        Assert.Equal(1, rewards.Average(), 0.04);
        Assert.Equal(1, rewards.Average(r => (r - 1) * (r - 1)), 0.05);
        // Of Dirichlet(1, …, 1) over ten: variance 9 / (100 · 11).
        Assert.Equal(9 / 1100.0, goals.SelectMany(goal => goal[..500]).Average(p => (p - 0.1) * (p - 0.1)), 0.0003);
    }

    [Fact]
    public void A_goal_of_another_size_is_refused()
        => Assert.StartsWith("A goal of mdp has 550 numbers, found 3.", Assert.Throws<ArgumentException>(() => new TabularMdp().BestReturn([1, 2, 3])).Message, StringComparison.Ordinal);

    // The tree of all actions and next states: three states, two actions.
    private static double BestFrom(double[] goal, int state, int steps)
        => steps == 0
            ? 0
            : Enumerable.Range(2 * state, 2).Max(pair => goal[18 + pair] + Enumerable.Range(0, 3).Sum(next => goal[3 * pair + next] * BestFrom(goal, next, steps - 1)));
}
