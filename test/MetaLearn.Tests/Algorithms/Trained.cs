using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;
using MetaLearn.Losses;
using MetaLearn.Models;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Tests.Algorithms;

/// <summary>Models with parameters of a seed, as if they were trained, and support sets.</summary>
internal static class Trained
{
    public static EpisodeShape Shape { get; } = new(5, 5, new(1), new(1));

    public static TrainedModel Maml(
        ulong seed = 0, double rate = 0.05, int steps = 2, Module? activation = null, EpisodeShape? shape = null, LossFunction? loss = null, bool recompute = false, int[]? hidden = null)
    {
        var network = new Mlp([(shape ?? Shape).XRow.Count, .. hidden ?? [8, 7], (shape ?? Shape).YRow.Count]) { Activation = activation ?? new Relu() };
        return Of(new Maml(network, loss ?? Loss.MeanSquaredError) { InnerLearningRate = rate, RecomputesSteps = recompute }, seed, steps, shape);
    }

    /// <summary>Softmax-weighted neighbours of a learned embedding: its state is as large as the support set.</summary>
    public static TrainedModel Neighbours(ulong seed = 0) => Of(new Neighbourly(new Mlp(1, 6, 3)), seed, 0, null);

    /// <summary>Predicts the support set's mean whatever x is.</summary>
    public static TrainedModel Constant() => Of(new Averaging(new Mlp(1, 1)), 0, 0, null);

    /// <summary>The neighbours of a linear embedding in two dimensions with these weights and biases.</summary>
    public static TrainedModel WithParameters(float[][] parameters) => new(new Neighbourly(new Mlp(1, 2)), parameters, Shape, innerSteps: 0);

    public static TrainedModel Of(MetaLearner learner, ulong seed, int steps, EpisodeShape? shape)
        => new(learner, [.. learner.InitialValues(seed).Select(values => Array.ConvertAll(values, value => (float)value))], shape ?? Shape, steps);

    public static (float[] X, float[] Y) Support(int rows, int index = 0)
    {
        var episode = new Sinusoids { Shots = rows }.Sample(7, index).Support;
        return (episode.X.ToArray(), episode.Y.ToArray());
    }

    public static AdaptedModel Adapt(TrainedModel trained, int rows, int index = 0)
    {
        var (x, y) = Support(rows, index);
        return trained.Adapt(x, y);
    }

    public static void AssertSameBits(AdaptedModel expected, AdaptedModel actual)
    {
        Assert.Equal(expected.SupportRows, actual.SupportRows);
        Assert.Equal(Bits(expected.Support.X.Span), Bits(actual.Support.X.Span));
        Assert.Equal(Bits(expected.Support.Y.Span), Bits(actual.Support.Y.Span));
        Assert.Equal(expected.State.Count, actual.State.Count);
        for (var i = 0; i < expected.State.Count; i++) Assert.Equal(Bits(expected.State[i].Span), Bits(actual.State[i].Span));
    }

    public static int[] Bits(ReadOnlySpan<float> values)
    {
        var bits = new int[values.Length];
        for (var i = 0; i < bits.Length; i++) bits[i] = BitConverter.SingleToInt32Bits(values[i]);
        return bits;
    }

    private sealed class Neighbourly(Module model) : MetaLearner(model, MetaLearn.Losses.Loss.MeanSquaredError)
    {
        public override IReadOnlyList<Expression> Predict(Expression supportX, Expression supportY, Expression queryX, int innerSteps)
        {
            var scores = MatMul(Model.Apply(queryX), Model.Apply(supportX), transposeB: true);
            var weights = Exp(scores - Max(scores, [1], keepDimensions: true));
            return [MatMul(weights / Sum(weights, [1], keepDimensions: true), supportY)];
        }
    }

    private sealed class Averaging(Module model) : MetaLearner(model, MetaLearn.Losses.Loss.MeanSquaredError)
    {
        public override IReadOnlyList<Expression> Predict(Expression supportX, Expression supportY, Expression queryX, int innerSteps)
            => [BroadcastTo(Mean(supportY, [0], keepDimensions: true), new(queryX.Shape[0], 1))];
    }
}
