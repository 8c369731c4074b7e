using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;
using MetaLearn.Losses;
using MetaLearn.Models;
using MetaLearn.Optimizers;
using MetaLearn.Tests.Training;
using MetaLearn.Training;

namespace MetaLearn.Tests.Algorithms;

/// <summary>What every learner with an inner loop has to keep.</summary>
public sealed class MamlFamilyTests
{
    private static readonly Dictionary<string, Func<MetaLearner>> Learners = new()
    {
        ["meta-sgd"] = () => new MetaSgd(Model(), Loss.MeanSquaredError) { InnerLearningRate = 0.02 },
        ["per-tensor"] = () => new Maml(Model(), Loss.MeanSquaredError) { Steps = 2, LearnedRates = LearnedRates.PerTensor, InnerLearningRate = 0.02 },
        ["anil"] = () => new Anil(Model(), Loss.MeanSquaredError) { Steps = 3, InnerLearningRate = 0.05 },
        ["boil"] = () => new Boil(Model(), Loss.MeanSquaredError) { Steps = 2, InnerLearningRate = 0.05 },
        ["clipped"] = () => new Maml(Model(), Loss.MeanSquaredError)
        {
            InnerLearningRate = 0.05,
            AdaptOnly = ["*.bias"],
            InnerOptimizer = new Sgd { Transformations = [new ClipByNorm(1)] },
        },
        ["cavia"] = () => new Cavia(new Mlp(4, 8, 8, 1) { Activation = new Tanh() }, Loss.MeanSquaredError) { Contexts = 3 },
        ["maml++"] = () => new MamlPlusPlus(Model(), Loss.MeanSquaredError) { Steps = 2, InnerLearningRate = 0.02, MultiStepLossUntil = 20, EpochLength = 4, FirstOrderUntil = 10 },
    };

    public static TheoryData<string> Names => [.. Learners.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_meta_gradient_agrees_with_finite_differences(string name)
    {
        var learner = Learners[name]();
        var random = new RandomStream(3);
        double[] Normals(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Normal())];
        Expression x = Functions.Constant(Normals(5), new(5, 1)), y = Functions.Constant(Normals(5), new(5, 1)), queryX = Functions.Constant(Normals(4), new(4, 1));
        Expression MetaLoss(IReadOnlyList<Expression> parameters)
            => learner.Loss(learner.Predict(x, y, queryX, learner.InnerSteps)[^1], Functions.Constant(0.3, new(4, 1))).At(learner.Parameters, parameters);
        (Shape, double[])[] start = [.. learner.Parameters.Zip(learner.InitialValues(2), (p, values) => (p.Shape, values))];
        GradientCheck.Assert(MetaLoss, start, order: 1, shared: true, tolerance: 1e-6);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Two_threads_train_to_the_bits_of_one(string name)
        => SmallTraining.AssertSameBits(
            SmallTraining.Run(SmallTraining.Options, Learners[name]()), SmallTraining.Run(SmallTraining.Options with { Threads = 2 }, Learners[name]()));

    [Theory]
    [MemberData(nameof(Names))]
    public void Stopped_and_continued_training_ends_with_the_bits_of_an_unbroken_one(string name)
    {
        TrainingState? state = null;
        foreach (var until in (long[])[7, 10, 20, 33, 50])
        {
            using var trainer = new Trainer(Learners[name](), SmallTraining.Episodes, SmallTraining.Options, SmallTraining.Episodes);
            using var stop = new CancellationTokenSource();
            state = trainer.Run(state, tick: iteration => { if (iteration == until) stop.Cancel(); }, cancellation: stop.Token);
            Assert.Equal(until, state.Iteration);
        }
        SmallTraining.AssertSameBits(SmallTraining.Run(SmallTraining.Options, Learners[name]()), state!);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_trained_model_predicts_what_evaluation_measures(string name)
    {
        var learner = Learners[name]();
        var state = SmallTraining.Run(SmallTraining.Options, learner);
        foreach (var steps in (int[])[0, 1, 4])
        {
            using var evaluator = new Evaluator(learner, SmallTraining.Episodes, steps);
            var losses = evaluator.Run(state.Parameters, episodes: 5, seed: 8).Losses[steps];
            var model = new TrainedModel(learner, state.Parameters, SmallTraining.Episodes.Shape, steps);
            for (var i = 0; i < losses.Length; i++)
            {
                var episode = SmallTraining.Episodes.Sample(8, i);
                var predicted = model.Adapt(episode.Support).Predict(episode.Query.X.Span);
                var error = predicted.Zip(episode.Query.Y.ToArray(), (p, t) => (double)(p - t) * (p - t)).Average();
                Near.Equal([losses[i]], [error], 1e-4);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Training_improves_on_its_start(string name)
    {
        var learner = Learners[name]();
        var options = SmallTraining.Options with { Iterations = 400, ValidateEvery = 400, ValidationEpisodes = 0, LearningRate = Schedules.Constant(0.01) };
        using var trainer = new Trainer(learner, SmallTraining.Episodes, options);
        using var evaluator = new Evaluator(learner, SmallTraining.Episodes, learner.InnerSteps);
        double LossOf(TrainingState state) => evaluator.Run(state.Parameters, episodes: 200, seed: 77).ByStep[^1].Mean;
        var before = LossOf(trainer.Start());
        var after = LossOf(trainer.Run());
        Assert.True(after < 0.85 * before, $"{before} before, {after} after.");
    }

    [Fact]
    public void Features_that_do_not_adapt_are_computed_once_for_all_steps()
    {
        var model = new Mlp(1, 40, 40, 1);
        EpisodeInputs inputs = new(new(10, 10, new(1), new(1)));
        double Operations(Expression formula) => Program.Compile<float>(formula).OperationsPerEpisode;
        double AStep(Func<int, Maml> learner) => (Operations(learner(6).MetaLoss(inputs)) - Operations(learner(1).MetaLoss(inputs))) / 5;
        var forward = Operations(Functions.Sum(model.Apply(inputs.SupportX)));
        Assert.True(AStep(steps => new Anil(model, Loss.MeanSquaredError) { Steps = steps }) < 0.25 * forward);
        Assert.True(AStep(steps => new Maml(model, Loss.MeanSquaredError) { Steps = steps }) > 2 * forward);
    }

    [Fact]
    public void A_step_size_that_overflows_trains_with_clipped_gradients()
    {
        var episodes = new Sinusoids { Shots = 5, Queries = 5 };
        Maml Of(IReadOnlyList<GradientTransformation> transformations) => new(new Mlp(1, 8, 8, 1), Loss.MeanSquaredError)
        {
            Steps = 5,
            InnerLearningRate = 3,
            InnerOptimizer = new Sgd { Transformations = transformations },
        };
        using var unclipped = new Trainer(Of([]), episodes, SmallTraining.Options);
        Assert.Throws<NonFiniteException>(() => unclipped.Run());
        using var clipped = new Trainer(Of([new ClipByNorm(0.1)]), episodes, SmallTraining.Options);
        Assert.All(clipped.Run().Parameters, values => Assert.All(values, value => Assert.True(float.IsFinite(value))));
    }

    private static Mlp Model() => new(1, 8, 8, 1) { Activation = new Tanh() };
}
