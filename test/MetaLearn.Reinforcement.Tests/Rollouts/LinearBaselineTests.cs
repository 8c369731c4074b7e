using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Rollouts;

namespace MetaLearn.Reinforcement.Tests.Rollouts;

public sealed class LinearBaselineTests
{
    private const int Horizon = 30;

    [Fact]
    public void Fit_reproduces_returns_that_are_linear_in_the_features()
    {
        var observations = Normals(5, 4 * Horizon * 2);
        // Without discount of what comes later, a return is its reward.
        var rewards = new double[4 * Horizon];
        for (var i = 0; i < rewards.Length; i++)
        {
            var (a, b, t) = ((double)observations[2 * i], (double)observations[2 * i + 1], i % Horizon / 100.0);
            rewards[i] = 2 * a - 3 * b + 0.5 * a * a + b * b + 4 * t - t * t + 2 * t * t * t - 1;
        }
        var values = new double[rewards.Length];
        new LinearBaseline { Ridge = 1e-10 }.Fit(observations, rewards, [Horizon, Horizon, Horizon, Horizon], Horizon, 0, values);
        Near.Equal(rewards, values, 1e-6);
    }

    [Fact]
    public void Fit_predicts_discounted_returns()
    {
        // A reward of 1 for three steps at γ = 1/2: 1.75, 1.5, 1, a parabola in the time.
        var values = new double[6];
        new LinearBaseline { Ridge = 1e-13 }.Fit(new float[6], [1, 1, 1, 1, 1, 1], [3, 3], 3, 0.5, values);
        Near.Equal([1.75, 1.5, 1, 1.75, 1.5, 1], values, 1e-4);
    }

    [Fact]
    public void Fit_is_the_minimum_of_the_penalised_error()
    {
        // One observation o = 1 and one step: the weights of o, o² and 1 share the reward, w = r / (3 + ridge) each.
        var values = new double[1];
        new LinearBaseline { Ridge = 0.5 }.Fit([1], [7], [1], 1, 1, values);
        Near.Equal([7 * 3 / 3.5], values);
    }

    [Fact]
    public void Fit_clips_observations_at_ten()
    {
        var (inside, outside) = (new double[3], new double[3]);
        new LinearBaseline().Fit([10, 1, -10], [1, 2, 4], [1, 1, 1], 1, 1, inside);
        new LinearBaseline().Fit([1e20f, 1, -55], [1, 2, 4], [1, 1, 1], 1, 1, outside);
        Assert.Equal(inside, outside);
    }

    [Fact]
    public void Fit_takes_a_trajectory_without_steps_as_if_it_were_not_there()
    {
        double[] among = new double[6], alone = new double[4];
        new LinearBaseline().Fit([1, 4, 9, 9, 2, 3], [1, 7, 9, 9, 5, 6], [2, 0, 2], 2, 0.9, among);
        new LinearBaseline().Fit([1, 4, 2, 3], [1, 7, 5, 6], [2, 2], 2, 0.9, alone);
        Assert.Equal([alone[0], alone[1], 0, 0, alone[2], alone[3]], among);
    }

    [Fact]
    public void Fit_ignores_what_stands_behind_an_end_and_leaves_zeros_there()
    {
        double[] filled = new double[4], noise = [9, 9, 9, 9];
        new LinearBaseline().Fit([1, 0, 2, 3], [1, 0, 5, 6], [1, 2], 2, 0.9, filled);
        new LinearBaseline().Fit([1, float.NaN, 2, 3], [1, double.NaN, 5, 6], [1, 2], 2, 0.9, noise);
        Assert.Equal(filled, noise);
        Assert.Equal(0, filled[1]);
    }

    [Fact]
    public void A_trajectory_without_a_step_does_not_count()
    {
        double[] with = [9, 9, 9, 9], without = new double[2];
        new LinearBaseline().Fit([7, 7, 1, 2], [7, 7, 3, 4], [0, 2], 2, 0.9, with);
        new LinearBaseline().Fit([1, 2], [3, 4], [2], 2, 0.9, without);
        Assert.Equal([0, 0, without[0], without[1]], with);
    }

    [Fact]
    public void Fit_takes_one_trajectory_of_one_step()
    {
        var values = new double[1];
        new LinearBaseline().Fit([0, 0], [-3], [1], 1, 0.99, values);
        Near.Equal([-3], values, 1e-4);
    }

    [Fact]
    public void Fit_of_observations_that_never_vary_is_the_mean_return()
    {
        // The observation 1 of a bandit: three features say the same, and the ridge alone decides between them.
        var values = new double[5];
        new LinearBaseline().Fit([1, 1, 1, 1, 1], [0, 1, 1, 0, 1], [1, 1, 1, 1, 1], 1, 0.99, values);
        Near.Equal([.6, .6, .6, .6, .6], values, 1e-5);
    }

    [Fact]
    public void The_ridge_is_raised_where_rounding_makes_the_sums_indefinite()
    {
        // Three columns that say the same, with sums that are powers of two: what the ridge adds is below their last bit.
        var observations = Enumerable.Repeat(8f, 3 * 256).ToArray();
        double[] rewards = [.. Enumerable.Range(0, 256).Select(i => i % 2.0)];
        var (asked, raised) = (new double[256], new double[256]);
        new LinearBaseline { Ridge = 1e-12 }.Fit(observations, rewards, [256], 256, 0, raised);
        new LinearBaseline { Ridge = 1e-8 }.Fit(observations, rewards, [256], 256, 0, asked);
        Assert.False(IsSolvable(1e-12, observations, rewards));
        Near.Equal(asked, raised, 1e-3);
    }

    [Fact]
    public void Fit_without_any_finite_solution_says_so()
    {
        var error = Assert.Throws<ArithmeticException>(() => new LinearBaseline().Fit([float.NaN], [1], [1], 1, 0.99, new double[1]));
        Assert.Equal("The baseline has no finite fit with a ridge of up to 0.1: an observation or a return is not finite.", error.Message);
    }

    [Fact]
    public void Fit_refuses_arrays_that_do_not_fit_each_other()
    {
        Refuse("2 trajectories of at most 2 steps take 4 rewards, found 3.", new float[4], new double[3], [2, 2], new double[4]);
        Refuse("2 trajectories of at most 2 steps take 4 values, found 3.", new float[4], new double[4], [2, 2], new double[3]);
        Refuse("2 trajectories of at most 2 steps take 4 observations, found 5.", new float[5], new double[4], [2, 2], new double[4]);
        Refuse("2 trajectories of at most 2 steps take 4 observations, found 0.", [], new double[4], [2, 2], new double[4]);
        Refuse("An episode needs at least 1 step, found none in its 2 trajectories.", new float[4], new double[4], [0, 0], new double[4]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_ridge_that_is_not_positive_is_refused(double ridge)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new LinearBaseline { Ridge = ridge });

    private static bool IsSolvable(double ridge, float[] constant, double[] targets)
    {
        var system = new RidgeSystem(6);
        double o = constant[0];
        system.Add([.. Enumerable.Range(0, 6 * targets.Length).Select(i => i < 3 * targets.Length ? o : o * o)], targets.Length, targets);
        return system.TrySolve(ridge, new double[6]);
    }

    private static void Refuse(string sentence, float[] observations, double[] rewards, int[] lengths, double[] values)
    {
        var error = Assert.ThrowsAny<ArgumentException>(() => new LinearBaseline().Fit(observations, rewards, lengths, 2, 0.99, values));
        Assert.StartsWith(sentence, error.Message, StringComparison.Ordinal);
    }

    private static float[] Normals(ulong seed, int count)
    {
        var random = new RandomStream(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)random.Normal())];
    }
}
