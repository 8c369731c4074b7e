using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Rollouts;

namespace MetaLearn.Reinforcement.Tests.Rollouts;

public sealed class AdvantagesTests
{
    private static readonly double[] Rewards = [1, 2, 3], Values = [0.5, 1, -1];

    [Fact]
    public void Estimate_of_lambda_1_is_the_discounted_return_minus_the_value()
        => Near.Equal([1 + 0.9 * (2 + 0.9 * 3) - 0.5, 2 + 0.9 * 3 - 1, 3 + 1], Estimate(0.9, 1));

    [Fact]
    public void Estimate_of_lambda_0_is_the_error_of_one_step()
        => Near.Equal([1 + 0.9 * 1 - 0.5, 2 - 0.9 * 1 - 1, 3 + 1], Estimate(0.9, 0));

    [Fact]
    public void Estimate_between_weighs_the_errors_to_come_by_gamma_lambda()
    {
        // γ = 1/2, λ = 1/2: the errors are 1, 1/2 and 4, each counted a quarter as much a step earlier.
        Near.Equal([1 + 0.25 * (0.5 + 0.25 * 4), 0.5 + 0.25 * 4, 4], Estimate(0.5, 0.5));
    }

    [Fact]
    public void Fill_centres_and_scales_over_all_steps_of_the_episode()
    {
        // Rewards 1 | 2, 6 without discount or values: returns 1 | 8, 6, whose mean is 5 and whose deviation is √(26/3).
        var advantages = new float[4];
        Advantages.Fill([1, 99, 2, 6], new double[4], [1, 2], 2, 1, 1, advantages);
        var deviation = Math.Sqrt(26 / 3.0);
        Near.Equal([-4 / deviation, 0, 3 / deviation, 1 / deviation], [.. advantages.Select(a => (double)a)], 1e-6);
    }

    [Fact]
    public void Fill_ignores_what_stands_behind_an_end_and_leaves_zeros_there()
    {
        var advantages = new float[] { 7, 7, 7, 7, 7, 7 };
        Advantages.Fill([1, double.NaN, double.NaN, 4, 2, double.PositiveInfinity], [0, double.NaN, double.NaN, 1, 1, double.NaN], [1, 2], 3, 0.9, 0.5, advantages);
        Assert.All(advantages, a => Assert.True(float.IsFinite(a)));
        Assert.Equal([0f, 0f, 0f], [advantages[1], advantages[2], advantages[5]]);
    }

    [Fact]
    public void Fill_takes_a_trajectory_without_steps_as_if_it_were_not_there()
    {
        var (among, alone) = (new float[6], new float[4]);
        Advantages.Fill([1, 2, 9, 9, 3, 5], [0, 1, 9, 9, 1, 1], [2, 0, 2], 2, 0.9, 0.5, among);
        Advantages.Fill([1, 2, 3, 5], [0, 1, 1, 1], [2, 2], 2, 0.9, 0.5, alone);
        Assert.Equal([alone[0], alone[1], 0f, 0f, alone[2], alone[3]], among);
    }

    [Fact]
    public void Fill_ignores_a_shift_and_a_scale_of_all_returns()
    {
        var random = new RandomStream(3);
        int[] lengths = [5, 2, 4];
        double[] rewards = [.. Enumerable.Range(0, 15).Select(_ => random.Normal())], values = [.. Enumerable.Range(0, 15).Select(_ => random.Normal())];
        var (plain, scaled) = (new float[15], new float[15]);
        Advantages.Fill(rewards, values, lengths, 5, 0.9, 0, plain);
        Advantages.Fill([.. rewards.Select(r => 3 * r + 100)], [.. values.Select(v => 3 * v)], lengths, 5, 0.9, 0, scaled);
        Near.Equal([.. plain.Select(a => (double)a)], [.. scaled.Select(a => (double)a)], 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public void Fill_of_equal_rewards_is_zero_and_not_NaN(int trajectories)
    {
        var advantages = new float[trajectories];
        Advantages.Fill([.. Enumerable.Repeat(0.3, trajectories)], new double[trajectories], [.. Enumerable.Repeat(1, trajectories)], 1, 0.99, 1, advantages);
        Assert.All(advantages, a => Assert.InRange(a, -1e-6f, 1e-6f));
    }

    [Fact]
    public void Fill_gives_the_same_bits_again()
    {
        var random = new RandomStream(4);
        double[] rewards = [.. Enumerable.Range(0, 400).Select(_ => random.Normal())];
        var (first, second) = (new float[400], new float[400]);
        foreach (var advantages in new[] { first, second }) Advantages.Fill(rewards, new double[400], [100, 1, 50, 99], 100, 0.99, 0.95, advantages);
        Assert.Equal(first, second);
    }

    [Theory]
    [InlineData(new int[0], "An episode needs at least 1 trajectory, found none.")]
    [InlineData(new[] { 0, 0 }, "An episode needs at least 1 step, found none in its 2 trajectories.")]
    [InlineData(new[] { 2, -1 }, "Trajectory 1 has -1 steps, expected 0 to 2.")]
    [InlineData(new[] { 3, 2 }, "Trajectory 0 has 3 steps, expected 0 to 2.")]
    [InlineData(new[] { 1, 1, 1 }, "3 trajectories of at most 2 steps take 6 rewards, found 4.")]
    public void Fill_refuses_lengths_that_cannot_be(int[] lengths, string sentence)
    {
        var error = Assert.ThrowsAny<ArgumentException>(() => Advantages.Fill(new double[4], new double[4], lengths, 2, 0.99, 1, new float[4]));
        Assert.StartsWith(sentence, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.1, 1, "discount")]
    [InlineData(double.NaN, 1, "discount")]
    [InlineData(0.9, -0.1, "lambda")]
    public void Fill_refuses_weights_outside_of_0_to_1(double discount, double lambda, string name)
        => Assert.Throws<ArgumentOutOfRangeException>(name, () => Advantages.Fill([1], [1], [1], 1, discount, lambda, new float[1]));

    private static double[] Estimate(double discount, double lambda)
    {
        var advantages = new double[3];
        Advantages.Estimate(Rewards, Values, discount, lambda, advantages);
        return advantages;
    }
}
