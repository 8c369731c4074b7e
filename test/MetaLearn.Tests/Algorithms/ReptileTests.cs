using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;
using MetaLearn.Losses;
using MetaLearn.Models;
using MetaLearn.Optimizers;
using MetaLearn.Tests.Training;
using MetaLearn.Training;

namespace MetaLearn.Tests.Algorithms;

public sealed class ReptileTests
{
    // Support x = 1, target 3; query x = 2, target −1; the model is w x + b.
    private static readonly double[] X = [1, 2], Y = [3, -1];

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void The_outer_loop_follows_theta_minus_what_the_steps_lead_to(int steps)
    {
        const double Alpha = 0.05;
        var (w, b) = (0.4, -0.2);
        for (var step = 0; step < steps; step++)
        {
            double[] errors = [.. X.Zip(Y, (x, y) => w * x + b - y)];
            (w, b) = (w - Alpha * errors.Zip(X, (e, x) => e * x).Sum(), b - Alpha * errors.Sum());
        }
        var (gradients, _) = Follow(new Reptile(new Linear(1, 1), Loss.MeanSquaredError) { InnerOptimizer = new Sgd(), InnerLearningRate = Alpha, Steps = steps }, 0.4, -0.2);
        Near.Equal([0.4 - w, -0.2 - b], gradients, 1e-14);
    }

    [Fact]
    public void One_step_of_descent_moves_along_the_ordinary_gradient()
    {
        var (gradients, _) = Follow(new Reptile(new Linear(1, 1), Loss.MeanSquaredError) { InnerOptimizer = new Sgd(), InnerLearningRate = 0.05, Steps = 1 }, 0.4, -0.2);
        // ∇ of ½ Σ (w x + b − y)² of the two examples, by hand: residuals −2.8 and 1.6.
        Near.Equal([0.05 * (-2.8 + 2 * 1.6), 0.05 * (-2.8 + 1.6)], gradients, 1e-14);
    }

    [Fact]
    public void Without_the_query_set_only_the_support_set_is_trained_on()
    {
        var learner = new Reptile(new Linear(1, 1), Loss.MeanSquaredError) { InnerOptimizer = new Sgd(), InnerLearningRate = 0.05, Steps = 1, SeesQuery = false };
        // 2 · residual −2.8 of the only example.
        Near.Equal([0.05 * 2 * -2.8, 0.05 * 2 * -2.8], Follow(learner, 0.4, -0.2).Gradients, 1e-14);
    }

    [Fact]
    public void The_second_moments_of_the_inner_adam_go_on_where_the_episode_before_left_them()
    {
        const double Alpha = 0.01, Beta = 0.999, Epsilon = 1e-8;
        var learner = new Reptile(new Linear(1, 1), Loss.MeanSquaredError) { InnerLearningRate = Alpha, Steps = 2 };
        Assert.Equal(["weight", "bias", "inner.weight.exp_avg", "inner.weight.exp_avg_sq", "inner.bias.exp_avg", "inner.bias.exp_avg_sq", "inner.steps"],
            learner.Parameters.Select(parameter => parameter.Name));

        // After 6 steps of earlier episodes that left these second moments, two more.
        double[] start = [0.4, -0.2], moments = [0.3, 0.7];
        var theta = start.ToArray();
        for (var step = 7; step <= 8; step++)
        {
            double[] errors = [.. X.Zip(Y, (x, y) => theta[0] * x + theta[1] - y)];
            double[] gradient = [errors.Zip(X, (e, x) => e * x).Sum(), errors.Sum()];
            for (var i = 0; i < 2; i++)
            {
                moments[i] = Beta * moments[i] + (1 - Beta) * gradient[i] * gradient[i];
                theta[i] -= Alpha * gradient[i] / (Math.Sqrt(moments[i] / (1 - Math.Pow(Beta, step))) + Epsilon);
            }
        }
        var (gradients, next) = Follow(learner, start[0], start[1], [0.5, 0.3, 0.5, 0.7, 6]);
        Near.Equal([start[0] - theta[0], start[1] - theta[1]], gradients, 1e-12);
        Near.Equal([moments[0], moments[1], 8], [next[1], next[3], next[4]], 1e-12);
    }

    [Fact]
    public void A_trained_optimiser_state_is_where_training_left_it_and_adapting_starts_from_it()
    {
        var options = SmallTraining.Options with { Iterations = 7, MetaBatch = 1, Optimizer = new Sgd(), LearningRate = Schedules.Linear(1, 0, 7), ValidationEpisodes = 0 };
        var learner = Learner();
        var state = SmallTraining.Run(options, learner);
        Assert.Equal(7f * learner.Steps, state.Parameters[^1][0]);
        var moments = state.Parameters[learner.Model.Parameters.Count + 1];
        Assert.Contains(moments, value => value > 0);

        var episode = SmallTraining.Episodes.Sample(5, 0);
        var adapted = new TrainedModel(learner, state.Parameters, SmallTraining.Episodes.Shape, 3).Adapt(episode.Support);
        float[][] forgetful = [.. state.Parameters.Select((values, i) => i < learner.Model.Parameters.Count ? values : new float[values.Length])];
        var other = new TrainedModel(learner, forgetful, SmallTraining.Episodes.Shape, 3).Adapt(episode.Support);
        Assert.NotEqual(other.Predict(episode.Query.X.Span), adapted.Predict(episode.Query.X.Span));
        Assert.Equal(adapted.Predict(episode.Query.X.Span), new TrainedModel(learner, state.Parameters, SmallTraining.Episodes.Shape, 3).Adapt(episode.Support).Predict(episode.Query.X.Span));
    }

    [Fact]
    public void Mini_batches_are_passes_over_all_examples_in_orders_of_their_own()
    {
        const int Examples = 7, Size = 3, Count = 7;
        var x = new Input("x", new(Examples, 1));
        var batches = new MiniBatches(x, 2 * x, Size, Count);
        using var executor = Program.Compile<float>([.. Enumerable.Range(0, Count).SelectMany(i => (Expression[])[batches[i].X, batches[i].Y])]).CreateExecutor(episodes: 40);
        for (var i = 0; i < executor[x].Length; i++) executor[x][i] = i % Examples;
        executor.Run(seed: 9);
        var orders = new HashSet<string>();
        for (var episode = 0; episode < 40; episode++)
        {
            float[] Batch(int output) => executor.Output(output).Slice(episode * Size, Size).ToArray();
            float[] drawn = [.. Enumerable.Range(0, Count).SelectMany(i => Batch(2 * i))];
            Assert.Equal(drawn.Select(value => 2 * value), Enumerable.Range(0, Count).SelectMany(i => Batch(2 * i + 1)));
            foreach (var pass in drawn.Chunk(Examples))
            {
                Assert.Equal(Enumerable.Range(0, Examples).Select(i => (float)i), pass.Order());
                orders.Add(string.Join(',', pass));
            }
        }
        // 120 draws of 5,040 orders seldom meet.
        Assert.InRange(orders.Count, 110, 120);
    }

    [Fact]
    public void Every_place_of_a_random_order_is_as_likely_for_every_example()
    {
        const int Episodes = 4000, Count = 4;
        using var executor = Program.Compile<float>(MiniBatches.RandomOrder(Count, stream: 3)).CreateExecutor(Episodes);
        executor.Run(seed: 2);
        var seen = new int[Count, Count];
        for (var i = 0; i < Episodes * Count; i++) seen[i % Count, (int)executor.Output(0)[i]]++;
        // 1,000 expected, with a deviation of 27.
        foreach (var count in seen) Assert.InRange(count, 880, 1120);
    }

    [Fact]
    public void Two_threads_and_stopping_change_no_bit()
    {
        var options = SmallTraining.Options with { Optimizer = new Sgd(), LearningRate = Schedules.Linear(1, 0, SmallTraining.Options.Iterations) };
        var expected = SmallTraining.Run(options, Learner());
        SmallTraining.AssertSameBits(expected, SmallTraining.Run(options with { Threads = 2 }, Learner()));
        TrainingState? state = null;
        foreach (var until in (long[])[13, 31, 50])
        {
            using var trainer = new Trainer(Learner(), SmallTraining.Episodes, options, SmallTraining.Episodes);
            using var stop = new CancellationTokenSource();
            state = trainer.Run(state, tick: iteration => { if (iteration == until) stop.Cancel(); }, cancellation: stop.Token);
        }
        SmallTraining.AssertSameBits(expected, state!);
    }

    [Fact]
    public void A_short_training_adapts_better_than_its_start()
    {
        var learner = new Reptile(new Mlp(1, 24, 24, 1) { Activation = new Tanh() }, Loss.MeanSquaredError)
        {
            InnerOptimizer = new Sgd(),
            InnerLearningRate = 0.02,
            Steps = 10,
            BatchSize = 10,
        };
        var source = new Sinusoids { Shots = 10, Queries = 40 };
        using var trainer = new Trainer(learner, source, new() { Iterations = 400, MetaBatch = 5, Threads = 2, Optimizer = new Sgd(), LearningRate = Schedules.Linear(0.5, 0, 400), ValidationEpisodes = 0 });
        using var evaluator = new Evaluator(learner, source, innerSteps: 16);
        var before = evaluator.Run(trainer.Start().Parameters, 60, seed: 7).ByStep[^1].Mean;
        var after = evaluator.Run(trainer.Run().Parameters, 60, seed: 7).ByStep;
        Assert.InRange(after[^1].Mean, 0, 0.6 * before);
        Assert.InRange(after[^1].Mean, 0, 0.5 * after[0].Mean);
    }

    private static Reptile Learner() => new(new Mlp(1, 8, 8, 1), Loss.MeanSquaredError) { InnerLearningRate = 0.01, Steps = 3, BatchSize = 4 };

    // One support and one query example; the values of the learner's other parameters in their order.
    private static (double[] Gradients, double[] Next) Follow(Reptile learner, double weight, double bias, double[]? carried = null)
    {
        var inputs = new EpisodeInputs(new(1, 1, new(1), new(1)));
        var followed = learner.MetaGradientOf(inputs);
        double[] values = [weight, bias, .. carried ?? []];
        var leaves = learner.Parameters.Select((parameter, i) => ((Expression)parameter, new[] { values[i] })).ToDictionary();
        (leaves[inputs.SupportX], leaves[inputs.SupportY], leaves[inputs.QueryX], leaves[inputs.QueryY]) = ([X[0]], [Y[0]], [X[1]], [Y[1]]);
        double[] Of(IEnumerable<Expression> outputs) => [.. Program.Evaluate<double>([.. outputs], leaves).Select(value => value[0])];
        return (Of(followed.Gradients.Take(2)), carried is null ? [] : Of(learner.Parameters.Skip(2).Select(parameter => followed.Replacements[parameter])));
    }
}
