using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Losses;
using MetaLearn.Models;

namespace MetaLearn.Tests.Algorithms;

public sealed class EnsembleTests
{
    private static readonly Input X = new("x", new(3, 2)), Y = new("y", new(3)), Query = new("query", new(4, 2)), Labels = new("labels", new(4));

    [Fact]
    public void The_probabilities_of_the_members_are_averaged_after_as_many_steps()
    {
        Maml[] members = [Member(), Member()];
        var ensemble = new Ensemble(members);
        var values = Values(ensemble);
        var predictions = ensemble.Predict(X, Y, Query, 2);
        Assert.Equal((3, 2 * members[0].Parameters.Count), (predictions.Count, ensemble.Parameters.Count));
        for (var step = 0; step <= 2; step++)
        {
            var together = Program.Evaluate<double>([predictions[step]], values)[0];
            // One program cannot hold two members, whose parameters have the same names.
            double[] Alone(int number)
            {
                var own = new Dictionary<Expression, double[]> { [X] = values[X], [Y] = values[Y], [Query] = values[Query] };
                foreach (var (i, parameter) in members[number].Parameters.Index()) own[parameter] = values[ensemble.Parameters[number * members[0].Parameters.Count + i]];
                return Softmax(Program.Evaluate<double>([members[number].Predict(X, Y, Query, 2)[step]], own)[0]);
            }
            var (first, second) = (Alone(0), Alone(1));
            for (var i = 0; i < first.Length; i++) Assert.Equal((first[i] + second[i]) / 2, Math.Exp(together[i]), 1e-12);
        }
        Assert.Equal(0, Program.Evaluate<double>([Functions.Sum(Functions.Square(Functions.LogSumExp(predictions[2], [1])))], values)[0][0], 1e-12);
    }

    [Fact]
    public void The_loss_is_that_of_the_mean_probability_even_where_it_is_tiny()
    {
        var ensemble = new Ensemble([Member(), Member()]);
        var values = Values(ensemble, 2000);
        var loss = Program.Evaluate<double>([Loss.CrossEntropy(ensemble.Predict(X, Y, Query, 0)[0], Labels)], values)[0][0];
        Assert.InRange(loss, 400, 1e5);
    }

    [Fact]
    public void Without_members_there_is_none() => Assert.Throws<ArgumentException>(() => new Ensemble([]));

    private static Maml Member() => new(new Linear(2, 3), (logits, labels) => Loss.CrossEntropy(logits, labels)) { InnerLearningRate = 0.5 };

    private static Dictionary<Expression, double[]> Values(Ensemble ensemble, double scale = 1)
    {
        var random = new RandomStream(5);
        var values = ensemble.Parameters.ToDictionary(parameter => (Expression)parameter, parameter => (double[])[.. Enumerable.Range(0, parameter.Shape.Count).Select(_ => scale * random.Normal())]);
        foreach (var input in new[] { X, Query }) values[input] = [.. Enumerable.Range(0, input.Shape.Count).Select(_ => random.Uniform(-1, 1))];
        (values[Y], values[Labels]) = ([0, 1, 2], [0, 1, 2, 0]);
        return values;
    }

    private static double[] Softmax(double[] logits) => [.. logits.Chunk(3).SelectMany(row => row.Select(logit => Math.Exp(logit) / row.Sum(Math.Exp)))];
}
