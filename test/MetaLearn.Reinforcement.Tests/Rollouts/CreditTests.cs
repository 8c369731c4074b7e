using MetaLearn.Models;
using MetaLearn.Reinforcement.Policies;
using MetaLearn.Reinforcement.Rollouts;

namespace MetaLearn.Reinforcement.Tests.Rollouts;

public sealed class CreditTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Assign_throws_what_an_episode_threw(int threads)
    {
        var batch = Batch();
        batch.Rewards[13] = double.NaN;
        Assert.Throws<ArithmeticException>(() => new Credit().Assign(batch, threads));
        // Behind the end of a trajectory nothing is read.
        batch = Batch();
        batch.Rewards[14] = double.NaN;
        new Credit().Assign(batch, threads);
        Assert.DoesNotContain(batch.Advantages, float.IsNaN);
    }

    [Fact]
    public void Assign_gives_the_same_bits_for_1_and_2_threads()
    {
        var (one, two) = (Batch(), Batch());
        new Credit().Assign(one, 1);
        new Credit().Assign(two, 2);
        Assert.Equal(one.Advantages, two.Advantages);
        Assert.Equal(one.DiscountedValues, two.DiscountedValues);
        Assert.Contains(one.Advantages, advantage => advantage > 0);
    }

    // 3 episodes of 2 trajectories with room for 5 steps; the last of each has but 4.
    private static TrajectoryBatch Batch()
    {
        var batch = new TrajectoryBatch(new GaussianPolicy(new Mlp(1, 1), 1, 1), 3, 2, 5);
        for (var row = 0; row < batch.Rewards.Length; row++) (batch.Observations[row], batch.Rewards[row]) = (row % 7, row % 3);
        for (var i = 0; i < batch.Lengths.Length; i++) batch.Lengths[i] = 5 - i % 2;
        // Row 14 is the last of the third trajectory, which is the first of the second episode.
        batch.Lengths[2] = 4;
        return batch;
    }
}
