using MetaLearn.Autodiff;
using MetaLearn.Models;
using MetaLearn.Reinforcement.Policies;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Reinforcement.Tests.Policies;

public sealed class GaussianPolicyTests
{
    private static readonly GaussianPolicy Policy = new(new Mlp(3, 2), observationSize: 3, actionSize: 2);

    private readonly Input distribution = new("distribution", new(1, 4)), other = new("other", new(1, 4)), actions = new("actions", new(1, 2));

    [Fact]
    public void LogProbability_is_the_sum_of_the_normal_densities_logarithms()
    {
        // Mean 1 and −2, σ 2 and 1/2, at 2 and −1: half a deviation and two deviations away.
        var found = Values.Of(
            Policy.LogProbability(distribution, actions), (distribution, [1, -2, Math.Log(2), Math.Log(0.5)]), (actions, [2, -1]));
        Near.Equal([-0.5 * 0.25 - Math.Log(2) - 0.5 * 4 - Math.Log(0.5) - Math.Log(2 * Math.PI)], found);
    }

    [Fact]
    public void LogProbability_has_the_closed_gradient()
    {
        var gradient = Gradient(Sum(Policy.LogProbability(distribution, actions)), distribution);
        var found = Values.Of(gradient, (distribution, [1, -2, Math.Log(2), Math.Log(0.5)]), (actions, [2, -1]));
        // (a − μ) / σ² and (a − μ)² / σ² − 1.
        Near.Equal([1 / 4.0, 1 / 0.25, 1 / 4.0 - 1, 1 / 0.25 - 1], found);
    }

    [Fact]
    public void Divergence_is_the_closed_form_and_0_at_equality()
    {
        double[] from = [1, -2, Math.Log(2), Math.Log(0.5)], to = [0, 1, Math.Log(3), Math.Log(0.7)];
        var first = Math.Log(3 / 2.0) + (4 + 1) / (2 * 9.0) - 0.5;
        var second = Math.Log(0.7 / 0.5) + (0.25 + 9) / (2 * 0.49) - 0.5;
        Near.Equal([first + second], Divergence(from, to));
        Near.Equal([0], Divergence(from, from));
        Assert.True(Divergence(to, from)[0] > 0);
    }

    [Fact]
    public void Divergence_is_the_mean_of_the_log_ratio()
    {
        float[] from = [1, -2, MathF.Log(2), MathF.Log(0.5f)];
        double[] to = [0.5, -1.5, Math.Log(2.5), Math.Log(0.7)];
        const int draws = 100_000;
        var (random, action, drawn) = (new RandomStream(3), new float[2], new double[2 * draws]);
        for (var i = 0; i < draws; i++)
        {
            Policy.Draw(from, random, action);
            (drawn[2 * i], drawn[2 * i + 1]) = (action[0], action[1]);
        }
        var rows = new Input("rows", new(draws, 2));
        var (left, right) = (BroadcastTo(distribution, new(draws, 4)), BroadcastTo(other, new(draws, 4)));
        var ratio = Policy.LogProbability(left, rows) - Policy.LogProbability(right, rows);
        double[] wide = [.. from.Select(value => (double)value)];
        var estimate = Values.Of(Mean(ratio), (distribution, wide), (other, to), (rows, drawn))[0];
        // The ratio's deviation is below 1: five standard errors.
        Assert.Equal(Divergence(wide, to)[0], estimate, 5 / Math.Sqrt(draws));
    }

    [Fact]
    public void The_curvature_of_the_divergence_at_equality_is_the_Fisher_matrix()
    {
        double[] at = [1, -2, Math.Log(2), Math.Log(0.5)];
        var gradient = Gradient(Sum(Policy.Divergence(distribution, other)), other);
        var differences = Values.Slopes(to => Values.Of(gradient, (distribution, at), (other, to)), at);
        double[] fisher = [1 / 4.0, 1 / 0.25, 2, 2];
        for (var i = 0; i < 4; i++)
        {
            double[] expected = [.. Enumerable.Range(0, 4).Select(j => i == j ? fisher[i] : 0)];
            var row = Values.Of(Gradient(Sum(Slice(gradient, 1, i, 1)), other), (distribution, at), (other, at));
            Near.Equal(expected, row);
            Near.Equal(expected, differences[i], 1e-8);
        }
    }

    [Fact]
    public void Draw_has_the_mean_and_the_deviation_and_no_correlation()
    {
        const int draws = 40_000;
        var (random, action) = (new RandomStream(5), new float[2]);
        double sum0 = 0, sum1 = 0, square0 = 0, square1 = 0, product = 0;
        for (var i = 0; i < draws; i++)
        {
            Policy.Draw([1, -2, MathF.Log(2), MathF.Log(0.5f)], random, action);
            double a = (action[0] - 1) / 2, b = (action[1] + 2) / 0.5;
            (sum0, sum1, square0, square1, product) = (sum0 + a, sum1 + b, square0 + a * a, square1 + b * b, product + a * b);
        }
        // In standard errors: 1/√n of a mean and of a product, √(2/n) of a variance; four of each.
        var error = 4 / Math.Sqrt(draws);
        Assert.All([sum0, sum1, product], sum => Assert.InRange(sum / draws, -error, error));
        Assert.All([square0, square1], sum => Assert.Equal(1, sum / draws, Math.Sqrt(2) * error));
    }

    [Fact]
    public void Sigma_has_a_floor_of_a_millionth()
    {
        var x = new Input("x", new(1, 3));
        double[][] values = [.. Policy.InitialValues(1)];
        values[^1] = [-1000, Math.Log(0.3)];
        var leaves = Policy.Parameters.Zip(values, (parameter, array) => ((Expression)parameter, array));
        var found = Values.Of(Policy.Apply(x), [.. leaves, (x, [1, 2, 3])]);
        Near.Equal([Math.Log(1e-6), Math.Log(0.3)], found[2..]);
    }

    [Fact]
    public void Sigma_starts_at_the_initial_deviation()
    {
        Assert.Equal([0.0, 0.0], Policy.InitialValues(1)[^1]);
        var narrow = new GaussianPolicy(new Mlp(3, 2), 3, 2) { InitialDeviation = 0.5 };
        Near.Equal([Math.Log(0.5), Math.Log(0.5)], narrow.InitialValues(1)[^1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new GaussianPolicy(new Mlp(3, 2), 3, 2) { InitialDeviation = 0 });
    }

    private double[] Divergence(double[] from, double[] to) => Values.Of(Policy.Divergence(distribution, other), (distribution, from), (other, to));
}
