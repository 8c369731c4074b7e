using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;
using MetaLearn.Losses;
using MetaLearn.Models;

namespace MetaLearn.Tests.Models;

public sealed class NormStatisticsTests
{
    private static readonly Shape Picture = new(8, 8, 1);

    [Theory]
    [InlineData(NormStatistics.Batch, false)]
    [InlineData(NormStatistics.Support, true)]
    [InlineData(NormStatistics.Running, true)]
    public void Only_batch_statistics_let_a_query_row_depend_on_the_others(NormStatistics statistics, bool isInductive)
    {
        var maml = Maml(statistics);
        Input supportX = new("sx", new(3, 8, 8, 1)), supportY = new("sy", new(3)), queryX = new("qx", new(4, 8, 8, 1)), one = new("one", new(1, 8, 8, 1));
        var together = maml.Predict(supportX, supportY, queryX, 2)[^1];
        var alone = maml.Predict(supportX, supportY, one, 2)[^1];
        var leaves = Leaves(maml.Model);
        (leaves[supportX], leaves[supportY], leaves[queryX]) = (Pixels(3, 1), [0, 1, 2], Pixels(4, 2));
        leaves[one] = leaves[queryX][..64];
        var values = Program.Evaluate<double>([together, alone], leaves);
        if (isInductive) Near.Equal(values[0][..3], values[1], 1e-12);
        else Assert.True(Math.Abs(values[0][0] - values[1][0]) > 1e-3);
    }

    [Fact]
    public void Support_statistics_are_those_of_the_support_set_at_the_adapted_parameters()
    {
        // The query is the support set itself: by its own statistics and by the support set's it is the same.
        var (own, ofSupport) = (Maml(NormStatistics.Batch), Maml(NormStatistics.Support));
        Input x = new("x", new(3, 8, 8, 1)), y = new("y", new(3));
        double[] Predictions(Maml maml)
        {
            var leaves = Leaves(maml.Model);
            (leaves[x], leaves[y]) = (Pixels(3, 1), [0, 1, 2]);
            return [.. Program.Evaluate<double>([.. maml.Predict(x, y, x, 3)], leaves).SelectMany(values => values)];
        }
        Near.Equal(Predictions(own), Predictions(ofSupport), 1e-12);
    }

    [Fact]
    public void An_adapted_model_keeps_the_support_sets_statistics()
    {
        var maml = Maml(NormStatistics.Support);
        var trained = new TrainedModel(
            maml, [.. maml.InitialValues(1).Select(values => Array.ConvertAll(values, value => (float)value))], new EpisodeShape(3, 6, Picture, Shape.Scalar), innerSteps: 2);
        float[] Single(double[] values) => Array.ConvertAll(values, value => (float)value);
        var adapted = trained.Adapt(Single(Pixels(3, 1)), [0, 1, 2]);
        // For each of four blocks the adapted kernel, the mean, and what the variance and γ make; then β and the classifier: no pixel of the support set.
        Assert.Equal(4 * 4 + 2, adapted.State.Count);
        Assert.All(adapted.State, array => Assert.InRange(array.Length, 1, 3 * 3 * 3 * 3));
        var query = Single(Pixels(20, 2));
        var together = adapted.Predict(query);
        for (var row = 0; row < 20; row++) Assert.Equal(together[(3 * row)..(3 * row + 3)], adapted.Predict(query.AsSpan(64 * row, 64)));
    }

    [Fact]
    public void Running_averages_follow_the_batches_of_training_and_serve_afterwards()
    {
        var norm = new BatchNorm(1) { Statistics = NormStatistics.Running, HasScale = false, Momentum = 0.25 };
        Assert.Equal(["bias", "running_mean", "running_var"], norm.Parameters.Select(parameter => parameter.Name));
        var x = Functions.Constant([1, 2, 3, 6], new(4, 1));
        var pass = new Pass { IsTraining = true };
        var trained = norm.Apply(x, norm.Parameters, pass);
        var leaves = Leaves(norm);
        (leaves[norm.Parameters[1]], leaves[norm.Parameters[2]]) = ([2], [5]);
        var values = Program.Evaluate<double>(
            [trained, norm.Apply(x), pass.Replacements[norm.Parameters[1]], pass.Replacements[norm.Parameters[2]]], leaves);
        // Mean 3, variance 3.5, unbiased 14 / 3.
        Near.Equal([.. new double[] { -2, -1, 0, 3 }.Select(d => d / Math.Sqrt(3.5 + 1e-5))], values[0]);
        Near.Equal([.. new double[] { -1, 0, 1, 4 }.Select(d => d / Math.Sqrt(5 + 1e-5))], values[1]);
        Near.Equal([0.75 * 2 + 0.25 * 3, 0.75 * 5 + 0.25 * 14 / 3], [values[2][0], values[3][0]]);
    }

    [Fact]
    public void The_outer_loop_replaces_running_averages_and_adapts_none()
    {
        var maml = Maml(NormStatistics.Running);
        Assert.DoesNotContain(maml.Adapted, parameter => parameter.Name.Contains("running", StringComparison.Ordinal));
        var gradient = maml.MetaGradientOf(new(new EpisodeShape(3, 6, Picture, Shape.Scalar)));
        Assert.Equal(
            maml.Parameters.Where(parameter => parameter.Name.Contains("running", StringComparison.Ordinal)).Select(parameter => parameter.Name).Order(),
            gradient.Replacements.Keys.Select(parameter => parameter.Name).Order());
        var names = maml.AdaptOnly;
        Assert.Empty(names);
    }

    [Fact]
    public void Each_inner_step_has_its_own_scale_and_shift_and_the_query_those_of_the_step_before()
    {
        var norm = new BatchNorm(1) { PerStep = 3 };
        Assert.Equal([new(3, 1), new(3, 1)], norm.Specs.Select(spec => spec.Shape));
        var x = Functions.Constant([-1, 1], new(2, 1));
        var pass = new Pass();
        static void NotAsked(Pass support) => Assert.Fail("Batch statistics ask for no support set.");
        Expression Of(Pass at) => norm.Apply(x, norm.Parameters, at);
        var leaves = new Dictionary<Expression, double[]> { [norm.Parameters[0]] = [1, 1, 1], [norm.Parameters[1]] = [10, 20, 30] };
        var values = Program.Evaluate<double>(
            [Of(pass.OfSupport(0)), Of(pass.OfSupport(1)), Of(pass.OfSupport(7)), Of(pass.OfQuery(0, NotAsked)), Of(pass.OfQuery(1, NotAsked)), Of(pass.OfQuery(2, NotAsked)), Of(pass)], leaves);
        Assert.Equal([10, 20, 30, 10, 10, 20, 10], values.Select(pair => Math.Round(pair.Average(), 10)));
    }

    [Fact]
    public void Per_step_arrays_get_gradients_but_do_not_adapt_where_they_are_left_out()
    {
        var model = new Conv4(Picture, 3) { Filters = 3, IsStrided = true, IsAveraged = true, Normalization = channels => new BatchNorm(channels) { PerStep = 2 } };
        var maml = new MamlPlusPlus(model, CrossEntropy) { Steps = 2, AdaptOnly = MetaLearn.Algorithms.Maml.AllButNormalization(model) };
        Assert.Equal(4 + 2, maml.Adapted.Count);
        var inputs = new EpisodeInputs(new EpisodeShape(3, 6, Picture, Shape.Scalar));
        var path = maml.Adapt(inputs.SupportX, inputs.SupportY, 2)[^1];
        var loss = CrossEntropy(maml.Predict(inputs.SupportX, inputs.SupportY, inputs.QueryX, 2)[^1], inputs.QueryY);
        var (scale, position) = (model.Parameters[1], 1);
        Assert.Same(scale, path[position]);
        var leaves = maml.Parameters.Zip(maml.InitialValues(1)).ToDictionary(pair => (Expression)pair.First, pair => pair.Second);
        (leaves[inputs.SupportX], leaves[inputs.SupportY], leaves[inputs.QueryX], leaves[inputs.QueryY]) = (Pixels(3, 1), [0, 1, 2], Pixels(6, 2), [0, 1, 2, 0, 1, 2]);
        var gradient = Program.Evaluate<double>([Functions.Gradient(loss, scale)], leaves)[0];
        Assert.All(gradient, value => Assert.NotEqual(0, value));
    }

    [Fact]
    public void Support_statistics_without_a_support_set_are_refused()
    {
        var model = Model(NormStatistics.Support);
        var failure = Assert.Throws<InvalidOperationException>(() => model.Apply(new Input("x", new(2, 8, 8, 1))));
        Assert.StartsWith("The statistics of the support set are asked for", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Learners_that_move_every_array_refuse_running_averages()
    {
        var failure = Assert.Throws<ArgumentException>(() => new Reptile(Model(NormStatistics.Running), CrossEntropy));
        Assert.StartsWith("Reptile moves every array of its model, and 'features.layer1.norm.running_mean' is a running average", failure.Message, StringComparison.Ordinal);
    }

    private static Expression CrossEntropy(Expression predictions, Expression targets) => Loss.CrossEntropy(predictions, targets);

    private static Conv4 Model(NormStatistics statistics) => new(Picture, 3)
    {
        Filters = 3,
        IsStrided = true,
        IsAveraged = true,
        Normalization = channels => new BatchNorm(channels) { Statistics = statistics },
    };

    private static Maml Maml(NormStatistics statistics) => new(Model(statistics), CrossEntropy) { Steps = 2, InnerLearningRate = 0.3 };

    private static Dictionary<Expression, double[]> Leaves(Module model)
        => model.Parameters.Zip(model.InitialValues(1)).ToDictionary(pair => (Expression)pair.First, pair => pair.Second);

    private static double[] Pixels(int pictures, ulong seed)
    {
        var random = new RandomStream(seed);
        return [.. Enumerable.Range(0, pictures * Picture.Count).Select(_ => random.Uniform(0, 1))];
    }
}
