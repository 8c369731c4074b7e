using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;
using MetaLearn.Tests.Training;
using MetaLearn.Training;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Tests.Algorithms;

/// <summary>What must hold for a learner of any kind.</summary>
internal static class LearnerChecks
{
    /// <summary>Its meta-gradient agrees with central differences of its meta-loss, in double precision, at its initial values moved a little.</summary>
    public static void MetaGradientAgreesWithDifferences(MetaLearner learner, EpisodeShape shape, double tolerance = 1e-7, double spread = 0.3)
    {
        var random = new RandomStream(5);
        double[] Normals(int count, double scale = 1) => [.. Enumerable.Range(0, count).Select(_ => scale * random.Normal())];
        var inputs = new EpisodeInputs(shape);
        Input[] leaves = [inputs.SupportX, inputs.SupportY, inputs.QueryX, inputs.QueryY];
        Expression[] episode = [.. leaves.Select(leaf => Constant(Normals(leaf.Shape.Count), leaf.Shape))];
        Expression MetaLoss(IReadOnlyList<Expression> parameters)
            => learner.MetaLoss(inputs).At([.. leaves, .. learner.Parameters], [.. episode, .. parameters]);
        var at = learner.Parameters.Zip(learner.InitialValues(1), (parameter, values)
            => (parameter.Shape, values.Zip(Normals(values.Length, spread), (value, shift) => value + shift).ToArray())).ToArray();
        GradientCheck.Assert(MetaLoss, at, order: 1, shared: true, tolerance: tolerance);
    }

    /// <summary>Training has the same bits on one thread, on two, and when it is stopped and continued by new objects.</summary>
    public static void BitsDependOnNeitherThreadsNorStops(Func<MetaLearner> make, IEpisodeSource source)
    {
        var options = SmallTraining.Options with { Iterations = 8, MetaBatch = 5, ValidateEvery = 4, ValidationEpisodes = 20 };
        TrainingState Run(int threads, TrainingState? from = null, long until = long.MaxValue)
        {
            using var trainer = new Trainer(make(), source, options with { Threads = threads }, source);
            using var stop = new CancellationTokenSource();
            return trainer.Run(from, tick: iteration => { if (iteration >= until) stop.Cancel(); }, cancellation: stop.Token);
        }
        var unbroken = Run(threads: 1);
        SmallTraining.AssertSameBits(unbroken, Run(threads: 2));
        var stopped = Run(threads: 1, until: 3);
        Assert.Equal(3, stopped.Iteration);
        SmallTraining.AssertSameBits(unbroken, Run(threads: 2, stopped));
    }

    /// <summary>What <see cref="TrainedModel"/> predicts for an episode has the loss that the evaluator measures, and depends on the support set.</summary>
    public static void AdaptedPredictsWhatIsEvaluated(MetaLearner learner, IEpisodeSource source, int innerSteps, bool dependsOnSupport = true)
    {
        float[][] parameters = [.. learner.InitialValues(4).Select(values => Array.ConvertAll(values, value => (float)value))];
        using var evaluator = new Evaluator(learner, source, innerSteps);
        var losses = evaluator.Run(parameters, episodes: 3, seed: 7).Losses[^1];
        var model = new TrainedModel(learner, parameters, source.Shape, innerSteps);
        Input predicted = new("predicted", new(source.Shape.QueryRows, source.Shape.YRow.Count)), wanted = new("wanted", predicted.Shape);
        var loss = learner.Loss(predicted, wanted);
        float[]? first = null;
        for (var i = 0; i < losses.Length; i++)
        {
            var episode = source.Sample(7, i);
            var y = model.Adapt(episode.Support).Predict(episode.Query.X.Span);
            var leaves = new Dictionary<Expression, double[]> { [predicted] = Doubles(y), [wanted] = Doubles(episode.Query.Y.Span) };
            Near.Equal([losses[i]], Program.Evaluate([loss], leaves)[0], 1e-4);
            // The same query rows after another support set.
            y = model.Adapt(episode.Support).Predict(source.Sample(7, 0).Query.X.Span);
            if (first is not null && dependsOnSupport) Assert.NotEqual(first, y);
            first ??= y;
        }
    }

    /// <summary>A short training lowers the loss on episodes that it does not see.</summary>
    public static (double Before, double After) ShortTraining(MetaLearner learner, IEpisodeSource source, TrainingOptions options)
    {
        using var trainer = new Trainer(learner, source, options);
        using var evaluator = new Evaluator(learner, source, learner.InnerSteps);
        var start = trainer.Start();
        double Error(TrainingState state) => evaluator.Run(state.Parameters, episodes: 200, seed: 99).ByStep[^1].Mean;
        return (Error(start), Error(trainer.Run(start)));
    }

    private static double[] Doubles(ReadOnlySpan<float> values) => Array.ConvertAll(values.ToArray(), value => (double)value);
}
