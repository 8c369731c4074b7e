using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;
using MetaLearn.Models;
using MetaLearn.Optimizers;
using MetaLearn.Training;

namespace MetaLearn.Tests.Algorithms;

public sealed class BilevelTests
{
    private const int Features = 6;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_learned_strength_agrees_with_a_grid_search(bool isClosedForm)
    {
        // Noisy labels and few rows: neither no penalty nor a large one is best.
        var episodes = Episodes(count: 12, supportRows: 8, queryRows: 40, noise: 1.0);
        var grid = Enumerable.Range(-40, 61).Select(power => Math.Pow(10, power / 20.0)).ToArray();
        var errors = grid.Select(strength => episodes.Average(episode => HeldOutError(episode, strength))).ToArray();
        var best = Array.IndexOf(errors, errors.Min());
        Assert.InRange(best, 5, grid.Length - 6);

        var learner = new LearnedRegularization(new Linear(Features, 1)) { Strength = 0.02, IsClosedForm = isClosedForm, Steps = 60, InnerLearningRate = 0.1 };
        var state = Train(learner, episodes, iterations: 120, rate: 0.05);
        var found = Math.Exp(state.Parameters[0][0]);
        Assert.InRange(found, grid[best - 1], grid[best + 1]);
        Assert.Equal(errors[best], episodes.Average(episode => HeldOutError(episode, found)), 1e-3 * errors[best]);
    }

    [Fact]
    public void Features_that_tell_nothing_lose_their_weight()
    {
        // Labels depend on the first two features; each episode has its own coefficients.
        var episodes = Episodes(count: 40, supportRows: 8, queryRows: 20, noise: 0.3, relevant: 2);
        var learner = new LearnedFeatureWeights(new Linear(Features, 1), Features) { Strength = 0.1, IsClosedForm = true };
        double[] weights = [.. Train(learner, episodes, iterations: 200, rate: 0.03).Parameters[0].Select(value => Math.Exp(value))];
        Assert.All(weights[..2], weight => Assert.InRange(weight, 1, double.PositiveInfinity));
        Assert.All(weights[2..], weight => Assert.InRange(weight, 0, 0.5));
        Assert.True(weights[..2].Min() > 5 * weights[2..].Max(), string.Join(", ", weights));
    }

    [Fact]
    public void Corrupted_examples_lose_their_weight()
    {
        var clean = Assert.Single(Episodes(count: 1, supportRows: 40, queryRows: 120, noise: 0.2));
        // Every fourth label is 5 too large or too small, where labels have a deviation of about 2.
        var labels = clean.Support.Y.ToArray();
        var random = new RandomStream(9);
        for (var i = 0; i < labels.Length; i += 4) labels[i] += random.Below(2) == 0 ? 5 : -5;
        var learner = new LearnedExampleWeights(new Linear(Features, 1), 40) { IsClosedForm = true };
        var state = Train(learner, [clean with { Support = clean.Support with { Y = labels } }], iterations: 300, rate: 0.1);
        var weights = LearnedExampleWeights.Weights(state.Parameters[0]);
        Assert.Equal(1, weights.Average(), 1e-9);
        var (wrong, right) = (weights.Where((_, i) => i % 4 == 0).Average(), weights.Where((_, i) => i % 4 != 0).Average());
        Assert.InRange(wrong, 0, 0.2);
        Assert.InRange(right, 1.15, 2);
    }

    [Fact]
    public void The_closed_form_is_the_minimum_that_many_steps_approach()
    {
        foreach (var model in (Linear[])[new(Features, 2), new(Features, 2, bias: false)])
        {
            LearnedRegularization Learner(bool isClosedForm) => new(model) { Strength = 0.3, IsClosedForm = isClosedForm, InnerLearningRate = 0.1 };
            var (exact, steps) = (Fit(Learner(true), 0, 2), Fit(Learner(false), 600, 2));
            Near.Equal(exact, steps, 1e-9);
            Assert.NotEqual(exact, Fit(Learner(false), 5, 2));
        }
    }

    [Fact]
    public void The_closed_form_solves_the_normal_equations()
    {
        var episode = Episodes(count: 1, supportRows: 8, queryRows: 4, noise: 1)[0];
        Near.Equal(Ridge(episode, 0.3), Fit(new LearnedRegularization(new Linear(Features, 1)) { Strength = 0.3, IsClosedForm = true }, 0, 1), 1e-11);
    }

    [Theory]
    [InlineData("strength", true)]
    [InlineData("strength", false)]
    [InlineData("features", true)]
    [InlineData("features", false)]
    [InlineData("examples", true)]
    [InlineData("examples", false)]
    public void The_gradient_by_the_hyperparameters_agrees_with_differences(string what, bool isClosedForm)
        => LearnerChecks.MetaGradientAgreesWithDifferences(Learner(what, isClosedForm), new(5, 4, new(3), new(1)));

    [Theory]
    [InlineData("strength")]
    [InlineData("features")]
    [InlineData("examples")]
    public void Bits_depend_on_neither_threads_nor_stops(string what)
        => LearnerChecks.BitsDependOnNeitherThreadsNorStops(() => Learner(what, isClosedForm: false), Small());

    [Theory]
    [InlineData("strength", true)]
    [InlineData("features", true)]
    [InlineData("examples", false)]
    public void An_adapted_model_predicts_what_is_evaluated(string what, bool isClosedForm)
        => LearnerChecks.AdaptedPredictsWhatIsEvaluated(Learner(what, isClosedForm), Small(), innerSteps: isClosedForm ? 0 : 6);

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new LearnedRegularization(new Mlp(3, 4, 1)) { IsClosedForm = true });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LearnedRegularization(new Linear(3, 1)) { Strength = 0 }.InitialValues(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LearnedRegularization(new Linear(3, 1)) { Strength = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LearnedFeatureWeights(new Linear(3, 1), 0));
        var learner = new LearnedExampleWeights(new Linear(3, 1), 7);
        var refusal = Assert.Throws<ShapeException>(() => learner.MetaLoss(new EpisodeInputs(new(5, 4, new(3), new(1)))));
        Assert.Contains("weights for 7 support rows, found 5", refusal.Message, StringComparison.Ordinal);
    }

    private static Bilevel Learner(string what, bool isClosedForm) => what switch
    {
        "strength" => new LearnedRegularization(new Linear(3, 1)) { Strength = 0.1, IsClosedForm = isClosedForm, Steps = 6 },
        "features" => new LearnedFeatureWeights(new Linear(3, 1), 3) { Strength = 0.1, IsClosedForm = isClosedForm, Steps = 6 },
        _ => new LearnedExampleWeights(new Linear(3, 1), 5) { Strength = 0.1, IsClosedForm = isClosedForm, Steps = 6 },
    };

    private static MemoryEpisodes Small() => new(Episodes(count: 20, supportRows: 5, queryRows: 4, noise: 0.5, features: 3), new(3), new(1));

    private static TrainingState Train(Bilevel learner, Episode[] episodes, long iterations, double rate)
    {
        var source = new MemoryEpisodes(episodes, new(Features), new(1), EpisodeOrder.AsGiven);
        using var trainer = new Trainer(learner, source, new() { Iterations = iterations, MetaBatch = episodes.Length, Threads = 1, LearningRate = _ => rate, Optimizer = new Adam() });
        return trainer.Run();
    }

    /// <summary>Linear functions of normal features, with normal coefficients for those that matter.</summary>
    private static Episode[] Episodes(int count, int supportRows, int queryRows, double noise, int relevant = Features, int features = Features)
    {
        var random = new RandomStream(6);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            double[] coefficients = [.. Enumerable.Range(0, features).Select(i => i < relevant ? random.Normal() : 0)];
            Examples Rows(int rows)
            {
                float[] x = [.. Enumerable.Range(0, rows * features).Select(_ => (float)random.Normal())];
                return new(x, Enumerable.Range(0, rows).Select(row => (float)(coefficients.Select((c, i) => c * x[row * features + i]).Sum() + noise * random.Normal())).ToArray());
            }
            return new Episode(Rows(supportRows), Rows(queryRows));
        })];
    }

    private static double[] Fit(Bilevel learner, int steps, int outputs)
    {
        var episode = Episodes(count: 1, supportRows: 8, queryRows: 4, noise: 1)[0];
        Input x = new("x", new(8, Features)), y = new("y", new(8, outputs));
        var leaves = learner.Parameters.Zip(learner.InitialValues(0)).ToDictionary(pair => (Expression)pair.First, pair => pair.Second);
        leaves[x] = [.. episode.Support.X.ToArray()];
        leaves[y] = [.. episode.Support.Y.ToArray().SelectMany(value => Enumerable.Range(1, outputs).Select(output => output * (double)value))];
        return [.. Program.Evaluate(learner.Fit(x, y, steps)[^1], leaves).SelectMany(values => values)];
    }

    private static double HeldOutError(Episode episode, double strength)
    {
        var solution = Ridge(episode, strength);
        var (x, y) = (episode.Query.X.ToArray(), episode.Query.Y.ToArray());
        return y.Select((value, row) =>
        {
            var prediction = solution[^1] + Enumerable.Range(0, Features).Sum(i => solution[i] * x[row * Features + i]);
            return (prediction - value) * (prediction - value);
        }).Average();
    }

    // Independent of the library: descent along one coordinate after the other, each step exact, to the minimum of a convex function.
    private static double[] Ridge(Episode episode, double strength)
    {
        var y = episode.Support.Y.ToArray();
        var columns = Enumerable.Range(0, Features + 1).Select(i => y.Select((_, row) => i < Features ? (double)episode.Support.X.Span[row * Features + i] : 1.0).ToArray()).ToArray();
        var solution = new double[Features + 1];
        double[] left = [.. y];
        for (var sweep = 0; sweep < 20_000; sweep++)
        {
            var largest = 0.0;
            for (var i = 0; i <= Features; i++)
            {
                var penalty = i < Features ? strength * y.Length : 0;
                var step = (columns[i].Zip(left, (a, b) => a * b).Sum() - penalty * solution[i]) / (columns[i].Sum(a => a * a) + penalty);
                solution[i] += step;
                for (var row = 0; row < left.Length; row++) left[row] -= step * columns[i][row];
                largest = Math.Max(largest, Math.Abs(step));
            }
            if (largest < 1e-14) break;
        }
        return solution;
    }
}
