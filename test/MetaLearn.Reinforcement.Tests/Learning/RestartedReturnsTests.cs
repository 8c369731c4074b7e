using MetaLearn.Reinforcement.Environments;
using MetaLearn.Reinforcement.Learning;
using MetaLearn.Reinforcement.Policies;
using MetaLearn.Reinforcement.Rollouts;

namespace MetaLearn.Reinforcement.Tests.Learning;

public sealed class RestartedReturnsTests
{
    // One goal, two environments, a horizon of four steps: eight are wanted.
    [Fact]
    public void Short_trajectories_count_as_often_as_they_start_again_and_what_has_not_ended_does_not()
    {
        var returns = new RestartedReturns(1, 2, 4);
        returns.Add(Batch((4, -8), (1, -1)));
        Assert.False(returns.IsComplete);
        returns.Add(Batch((4, -8), (1, -1)));
        returns.Add(Batch((4, -8), (1, -1)));
        Assert.False(returns.IsComplete);
        returns.Add(Batch((4, -8), (1, -1)));
        // At time 4 the one has ended once and the other four times: eight steps.
        Assert.True(returns.IsComplete);
        Assert.Equal((-8 - 4) / 5.0, returns.Of(0), 1e-12);
    }

    [Fact]
    public void Where_no_trajectory_ends_early_it_is_the_mean_of_one_each()
    {
        var returns = new RestartedReturns(1, 2, 4);
        returns.Add(Batch((4, -8), (4, -2)));
        Assert.True(returns.IsComplete);
        Assert.Equal(-5, returns.Of(0), 1e-12);
    }

    [Fact]
    public void A_trajectory_without_a_step_is_none()
    {
        var returns = new RestartedReturns(1, 2, 4);
        returns.Add(Batch((0, 0), (4, -2)));
        returns.Add(Batch((4, -6), (4, -2)));
        Assert.True(returns.IsComplete);
        Assert.Equal((-2 - 6 - 2) / 3.0, returns.Of(0), 1e-12);
    }

    [Fact]
    public void Where_every_first_state_is_no_number_it_ends_all_the_same()
    {
        var returns = new RestartedReturns(1, 2, 4);
        returns.Add(Batch((0, 0), (0, 0)));
        returns.Add(Batch((0, 0), (0, 0)));
        Assert.True(returns.IsComplete);
        Assert.Equal(0, returns.Of(0));
    }

    [Fact]
    public void Measuring_gives_both_ways_of_counting_and_the_same_bits_for_any_threads()
    {
        // A trajectory ends where an action comes near the goal: by chance after some steps, never for the second goal.
        var family = new Reach(5) { Near = 0.5 };
        var maml = new PolicyMaml(Policy.For(family, [8])) { InnerLearningRate = 0.01 };
        float[][] parameters = [.. maml.InitialValues(1).Select(values => Array.ConvertAll(values, value => (float)value))];
        double[][] goals = [[0], [100]];
        var (one, two) = (Measure(1), Measure(2));
        Assert.Equal(one.ByGoal, two.ByGoal);
        Assert.Equal(one.Restarted!.ByGoal, two.Restarted!.ByGoal);
        Assert.True(one.Restarted.ByGoal[0][0] > one.ByGoal[0][0]);
        Assert.Equal(one.ByGoal[1][0], one.Restarted.ByGoal[1][0], 1e-9);

        PolicyReturns Measure(int threads) => PolicyEvaluator.Measure(maml, parameters, family, goals, new() { Steps = 1, Trajectories = 200, CountsRestarts = true, Seed = 3, Threads = threads });
    }

    private static TrajectoryBatch Batch(params (int Length, double Return)[] trajectories)
    {
        var family = new Navigation();
        var batch = new TrajectoryBatch(Policy.For(family, [2]), 1, trajectories.Length, 4);
        for (var i = 0; i < trajectories.Length; i++)
        {
            batch.Lengths[i] = trajectories[i].Length;
            if (trajectories[i].Length > 0) batch.Rewards[i * 4] = trajectories[i].Return;
        }
        return batch;
    }
}
