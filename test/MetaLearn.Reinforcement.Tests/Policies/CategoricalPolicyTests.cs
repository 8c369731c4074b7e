using MetaLearn.Autodiff;
using MetaLearn.Models;
using MetaLearn.Reinforcement.Policies;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Reinforcement.Tests.Policies;

public sealed class CategoricalPolicyTests
{
    private static readonly CategoricalPolicy Policy = new(new Mlp(1, 3), observationSize: 1, actions: 3);

    // Probabilities 1/10, 2/10 and 7/10, from logits that are not normalised.
    private static readonly double[] Chances = [0.1, 0.2, 0.7], Logits = [.. Chances.Select(p => Math.Log(p) + 5)], Others = [0.3, -1, 0.5];

    private readonly Input distribution = new("distribution", new(1, 3)), other = new("other", new(1, 3)), action = new("action", new(1, 1));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void LogProbability_and_its_gradient_are_those_of_the_softmax(int chosen)
    {
        var formula = Policy.LogProbability(distribution, action);
        Near.Equal([Math.Log(Chances[chosen])], Values.Of(formula, (distribution, Logits), (action, [chosen])));
        // One-hot minus the probabilities.
        double[] expected = [.. Chances.Select((p, i) => (i == chosen ? 1 : 0) - p)];
        Near.Equal(expected, Values.Of(Gradient(Sum(formula), distribution), (distribution, Logits), (action, [chosen])));
    }

    [Fact]
    public void Likeliest_is_the_largest_logit()
    {
        var likeliest = new float[1];
        Policy.Likeliest([-3, 0.3f, 0.2f], likeliest);
        Assert.Equal(1, likeliest[0]);
    }

    [Fact]
    public void Divergence_is_the_sum_over_actions_and_0_at_equality()
    {
        var scale = Others.Sum(Math.Exp);
        var expected = Chances.Zip(Others, (p, logit) => p * Math.Log(p * scale / Math.Exp(logit))).Sum();
        Near.Equal([expected], Divergence(Logits, Others));
        Assert.True(Divergence(Others, Logits)[0] > 0);
        Near.Equal([0], Divergence(Logits, Logits));
        Near.Equal([0], Divergence(Logits, [.. Logits.Select(logit => logit - 9)]));
    }

    [Fact]
    public void Divergence_is_the_mean_of_the_log_ratio()
    {
        const int draws = 50_000;
        var (random, chosen, sum, scale) = (new RandomStream(2), new float[1], 0.0, Others.Sum(Math.Exp));
        double[] ratios = [.. Chances.Zip(Others, (p, logit) => Math.Log(p * scale) - logit)];
        for (var i = 0; i < draws; i++)
        {
            Policy.Draw([.. Logits.Select(logit => (float)logit)], random, chosen);
            sum += ratios[(int)chosen[0]];
        }
        var expected = Divergence(Logits, Others)[0];
        var deviation = Math.Sqrt(Chances.Zip(ratios, (p, ratio) => p * (ratio - expected) * (ratio - expected)).Sum());
        Assert.Equal(expected, sum / draws, 4 * deviation / Math.Sqrt(draws));
    }

    [Fact]
    public void The_curvature_of_the_divergence_at_equality_is_the_Fisher_matrix()
    {
        var gradient = Gradient(Sum(Policy.Divergence(distribution, other)), other);
        var differences = Values.Slopes(to => Values.Of(gradient, (distribution, Logits), (other, to)), Logits);
        var score = Gradient(Sum(Policy.LogProbability(distribution, action)), distribution);
        double[][] scores = [.. Enumerable.Range(0, 3).Select(chosen => Values.Of(score, (distribution, Logits), (action, [chosen])))];
        for (var i = 0; i < 3; i++)
        {
            // E[∇log π ∇log πᵀ] over all actions.
            double[] fisher = [.. Enumerable.Range(0, 3).Select(j => Chances.Select((p, chosen) => p * scores[chosen][i] * scores[chosen][j]).Sum())];
            var row = Values.Of(Gradient(Sum(Slice(gradient, 1, i, 1)), other), (distribution, Logits), (other, Logits));
            Near.Equal(fisher, row);
            Near.Equal(fisher, differences[i], 1e-8);
        }
    }

    [Fact]
    public void Draw_takes_each_action_as_often_as_its_probability()
    {
        const int draws = 200_000;
        var (random, chosen, counts) = (new RandomStream(1), new float[1], new int[3]);
        for (var i = 0; i < draws; i++)
        {
            Policy.Draw([.. Logits.Select(logit => (float)logit)], random, chosen);
            counts[(int)chosen[0]]++;
        }
        // Four standard errors of a frequency.
        for (var i = 0; i < 3; i++) Assert.Equal(Chances[i], counts[i] / (double)draws, 4 * Math.Sqrt(Chances[i] * (1 - Chances[i]) / draws));
    }

    [Fact]
    public void Draw_of_logits_that_are_not_numbers_is_none()
    {
        var chosen = new float[1];
        Policy.Draw([float.NaN, float.NaN, float.NaN], new RandomStream(1), chosen);
        Assert.True(float.IsNaN(chosen[0]));
    }

    private double[] Divergence(double[] from, double[] to) => Values.Of(Policy.Divergence(distribution, other), (distribution, from), (other, to));
}
