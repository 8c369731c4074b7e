using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Losses;
using MetaLearn.Models;

namespace MetaLearn.Tests.Algorithms;

/// <summary>The baselines of few-shot tables, by hand.</summary>
public sealed class ImageBaselineTests
{
    [Fact]
    public void The_nearest_neighbour_on_pixels_goes_by_the_smallest_angle()
    {
        // Pictures of 1×2 pixels: two of class 1, one of class 0, none of class 2.
        var scores = Predicted(new NearestNeighbour(new Flatten(), 3, CrossEntropy), new(1, 2, 1), [1, 0, 0, 2, 3, 3], [1, 0, 1], [4, 3, 0, 1, 0, 0], 0)[0];
        // (4, 3) makes cosines of 0.8 with (1, 0), 0.6 with (0, 2) and 7/(5√2) with (3, 3); black has no direction.
        Near.Equal([0.6, 7 / (5 * Math.Sqrt(2)), -2, 1, 1 / Math.Sqrt(2), -2, 0, 0, -2], scores, 1e-9);
    }

    [Fact]
    public void Queries_do_not_change_each_other_where_averages_run()
    {
        var body = new BatchNorm(2) { Statistics = NormStatistics.Running };
        double[] support = [1, 0.2, -0.4, 1.5], query = [0.3, 0.9, -2, 0.5];
        foreach (var learner in new MetaLearner[]
        {
            new NearestNeighbour(body, 2, CrossEntropy), new FineTuning(body, new CosineHead(2, 2), CrossEntropy) { IsBodyFrozen = true }, new FineTuning(body, new Linear(2, 2), CrossEntropy),
        })
        {
            var together = Predicted(learner, new(2), support, [0, 1], query, 3)[^1];
            for (var row = 0; row < 2; row++)
                Near.Equal(together[(2 * row)..(2 * row + 2)], Predicted(learner, new(2), support, [0, 1], query[(2 * row)..(2 * row + 2)], 3)[^1], 1e-12);
        }
    }

    [Fact]
    public void A_head_of_cosines_does_not_see_lengths()
    {
        Input x = new("x", new(3, 2)), weight = new("weight", new(2, 2));
        var leaves = new Dictionary<Expression, double[]> { [x] = [5, 0, 0, 2, 3, 4], [weight] = [3, 0, 0, 0.5] };
        Near.Equal([2, 0, 0, 2, 1.2, 1.6], Program.Evaluate([new CosineHead(2, 2).Apply(x, [weight])], leaves)[0], 1e-9);
        Assert.Equal((2, 10), (new CosineHead(2, 200).Scale, new CosineHead(2, 201).Scale));
        Assert.Throws<ShapeException>(() => new CosineHead(3, 2).Apply(x, [new Input("weight", new(2, 3))]));
    }

    [Fact]
    public void Baseline_plus_plus_trains_class_vectors_on_the_support_set_and_nothing_else()
    {
        const double Rate = 0.7, Scale = 2;
        var head = new CosineHead(2, 2);
        var learner = new FineTuning(new Sequential(), head, CrossEntropy) { IsBodyFrozen = true, LearningRate = Rate, Seed = 4 };
        double[][] w = [.. head.InitialValues(4)[0].Chunk(2)];
        // Features are the axes, of one class each: cosines are the components of the vectors' directions.
        double Cosine(int ofClass, int axis) => w[ofClass][axis] / Math.Sqrt(w[ofClass][0] * w[ofClass][0] + w[ofClass][1] * w[ofClass][1]);
        double Probability(int axis, int ofClass) => Math.Exp(Scale * Cosine(ofClass, axis)) / (Math.Exp(Scale * Cosine(0, axis)) + Math.Exp(Scale * Cosine(1, axis)));
        double[] Logits() => [.. from axis in Enumerable.Range(0, 2) from ofClass in Enumerable.Range(0, 2) select Scale * Cosine(ofClass, axis)];
        var predicted = Predicted(learner, new(2), [1, 0, 0, 1], [0, 1], [1, 0, 0, 1], 60);
        Near.Equal(Logits(), predicted[0], 1e-9);
        double[][] next = [new double[2], new double[2]];
        for (var ofClass = 0; ofClass < 2; ofClass++)
            for (var i = 0; i < 2; i++)
            {
                var length = Math.Sqrt(w[ofClass][0] * w[ofClass][0] + w[ofClass][1] * w[ofClass][1]);
                // The mean over the two rows of (p − y) · scale · ∂cos/∂w.
                var slope = Enumerable.Range(0, 2).Average(axis => (Probability(axis, ofClass) - (axis == ofClass ? 1 : 0)) * Scale * ((axis == i ? 1 : 0) - Cosine(ofClass, axis) * Cosine(ofClass, i)) / length);
                next[ofClass][i] = w[ofClass][i] - Rate * slope;
            }
        w = next;
        Near.Equal(Logits(), predicted[1], 1e-9);
        Assert.True(predicted[60][0] > predicted[60][1] && predicted[60][3] > predicted[60][2]);
        Assert.Empty(learner.Adapted);
    }

    [Fact]
    public void Fine_tuning_moves_body_and_new_head_at_a_falling_rate()
    {
        const double Rate = 0.1, Decay = 0.5;
        var (body, head) = (new Linear(1, 1, bias: false), new Linear(1, 1));
        var learner = new FineTuning(body, head, Loss.MeanSquaredError) { LearningRate = Rate, Decay = Decay, Seed = 7 };
        double[] x = [-1, 0.5, 2], y = [0.3, -0.2, 1.1];
        var w = body.InitialValues(1)[0][0];
        var (v, b) = (head.InitialValues(7)[0][0], head.InitialValues(7)[1][0]);
        var leaves = new Dictionary<Expression, double[]>();
        Input supportX = new("x", new(3, 1)), supportY = new("y", new(3, 1)), queryX = new("query", new(1, 1));
        (leaves[supportX], leaves[supportY], leaves[queryX], leaves[body.Parameters[0]]) = (x, y, [1.7], [w]);
        var predicted = Program.Evaluate(learner.Predict(supportX, supportY, queryX, 3), leaves);
        for (var step = 0; step <= 3; step++)
        {
            Near.Equal([v * w * 1.7 + b], predicted[step], 1e-12);
            double[] errors = [.. x.Zip(y, (one, target) => v * w * one + b - target)];
            var rate = Rate / (1 + step * Decay);
            var ofBody = errors.Zip(x, (error, one) => 2 * error * v * one).Average();
            var ofHead = errors.Zip(x, (error, one) => 2 * error * w * one).Average();
            (w, v, b) = (w - rate * ofBody, v - rate * ofHead, b - rate * 2 * errors.Average());
        }
    }

    [Fact]
    public void A_classifier_follows_the_loss_of_the_whole_batch_and_leaves_new_classes_to_its_neighbours()
    {
        var body = new Sequential(new Linear(3, 4), new Tanh(), new BatchNorm(4) { Statistics = NormStatistics.Running });
        var neighbours = new NearestNeighbour(body, 2, CrossEntropy);
        var learner = new Classifier(body, new Linear(4, 5), neighbours, Loss.MeanSquaredError);
        Assert.Equal(["classifier.weight", "classifier.bias"], learner.Parameters.TakeLast(2).Select(parameter => parameter.Name));
        LearnerChecks.MetaGradientAgreesWithDifferences(learner, new(1, 6, new(3), new(5)));
        var inputs = new EpisodeInputs(new(1, 6, new(3), new(5)));
        Assert.Equal(["2.running_mean", "2.running_var"], learner.MetaGradientOf(inputs).Replacements.Keys.Select(parameter => parameter.Name).Order(StringComparer.Ordinal));
        Assert.Throws<ArgumentException>(() => new Classifier(new Linear(3, 4), new Linear(4, 5), neighbours, Loss.MeanSquaredError));
    }

    private static Expression CrossEntropy(Expression logits, Expression labels) => Loss.CrossEntropy(logits, labels);

    // At the first values of the learner's parameters.
    private static double[][] Predicted(MetaLearner learner, Shape xRow, double[] supportX, double[] supportY, double[] queryX, int steps)
    {
        Input x = new("x", new([supportY.Length, .. xRow.Lengths])), y = new("y", new(supportY.Length)), query = new("query", new([queryX.Length / xRow.Count, .. xRow.Lengths]));
        var leaves = learner.Parameters.Zip(learner.InitialValues(1)).ToDictionary(pair => (Expression)pair.First, pair => pair.Second);
        (leaves[x], leaves[y], leaves[query]) = (supportX, supportY, queryX);
        return [.. Program.Evaluate(learner.Predict(x, y, query, steps), leaves)];
    }
}
