using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;
using MetaLearn.Losses;
using MetaLearn.Models;
using MetaLearn.Optimizers;
using MetaLearn.Tests.Training;
using MetaLearn.Training;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Tests.Algorithms;

public sealed class ImplicitMamlTests
{
    [Fact]
    public void The_meta_gradient_of_a_network_is_the_slope_of_the_loss_at_the_solution()
    {
        // λ above the curvatures, so that there is one solution and gradient descent finds it.
        var learner = new ImplicitMaml(new Mlp(1, 5, 1) { Activation = new Tanh() }, Loss.MeanSquaredError)
        {
            Lambda = 3,
            Steps = 400,
            Solver = new GradientSolver { LearningRate = 0.03 },
            Linear = new ConjugateGradient { Steps = 25 },
        };
        var inputs = new EpisodeInputs(new(6, 6, new(1), new(1)));
        var followed = learner.MetaGradientOf(inputs);
        using var executor = Program.Compile<double>([followed.Loss, .. followed.Gradients]).CreateExecutor(episodes: 1);
        var random = new RandomStream(5);
        foreach (var leaf in (Expression[])[inputs.SupportX, inputs.SupportY, inputs.QueryX, inputs.QueryY])
            foreach (ref var value in executor[leaf]) value = random.Normal();
        double[][] theta = [.. learner.Parameters.Select(parameter => Enumerable.Range(0, parameter.Shape.Count).Select(_ => 0.5 * random.Normal()).ToArray())];
        double[][] direction = [.. theta.Select(values => values.Select(_ => random.Normal()).ToArray())];
        double LossAt(double offset)
        {
            for (var i = 0; i < theta.Length; i++)
                for (var j = 0; j < theta[i].Length; j++) executor[learner.Parameters[i]][j] = theta[i][j] + offset * direction[i][j];
            executor.Run();
            return executor.Output(0)[0];
        }
        const double Step = 1e-3;
        var slope = (8 * (LossAt(Step) - LossAt(-Step)) - (LossAt(2 * Step) - LossAt(-2 * Step))) / (12 * Step);
        LossAt(0);
        var found = direction.Select((values, i) => values.Select((value, j) => value * executor.Output(1 + i)[j]).Sum()).Sum();
        Assert.Equal(slope, found, 1e-7 * Math.Abs(slope));
        Assert.True(Math.Abs(slope) > 1e-3);
    }

    [Fact]
    public void Recomputing_the_steps_in_segments_changes_the_unrolled_meta_gradient_by_rounding_alone_and_saves_memory()
    {
        foreach (var optimizer in (Optimizer[])[new Sgd(), new Adam()])
        {
            (float[] Gradient, long Bytes) Run(bool recomputes)
            {
                var learner = new ImplicitMaml(new Mlp(1, 12, 12, 1) { Activation = new Tanh() }, Loss.MeanSquaredError)
                {
                    Steps = 23,
                    Solver = new GradientSolver { LearningRate = 0.01, Optimizer = optimizer, RecomputesSteps = recomputes },
                };
                var inputs = new EpisodeInputs(new(10, 10, new(1), new(1)));
                var program = Program.Compile<float>([.. Gradient(learner.MetaLoss(inputs), learner.Parameters)]);
                using var executor = program.CreateExecutor(episodes: 2);
                var random = new RandomStream(8);
                foreach (var leaf in (Expression[])[inputs.SupportX, inputs.SupportY, inputs.QueryX, inputs.QueryY, .. learner.Parameters])
                    foreach (ref var value in executor[leaf]) value = (float)random.Normal();
                executor.Run();
                return ([.. learner.Parameters.SelectMany((_, i) => executor.Output(i).ToArray())], program.PeakBytes(1));
            }
            var (kept, recomputed) = (Run(false), Run(true));
            Near.Equal([.. kept.Gradient.Select(value => (double)value)], [.. recomputed.Gradient.Select(value => (double)value)], 1e-5);
            Assert.True(2 * recomputed.Bytes < kept.Bytes, $"{recomputed.Bytes} of {kept.Bytes} bytes.");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Two_threads_and_stopping_change_no_bit(bool newton)
    {
        var options = SmallTraining.Options with { Iterations = 30 };
        var expected = SmallTraining.Run(options, Learner(newton));
        SmallTraining.AssertSameBits(expected, SmallTraining.Run(options with { Threads = 2 }, Learner(newton)));
        TrainingState? state = null;
        foreach (var until in (long[])[11, 30])
        {
            using var trainer = new Trainer(Learner(newton), SmallTraining.Episodes, options, SmallTraining.Episodes);
            using var stop = new CancellationTokenSource();
            state = trainer.Run(state, tick: iteration => { if (iteration == until) stop.Cancel(); }, cancellation: stop.Token);
        }
        SmallTraining.AssertSameBits(expected, state!);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Adapting_a_trained_model_predicts_as_the_evaluator_measures(bool newton)
    {
        var learner = Learner(newton);
        var source = SmallTraining.Episodes;
        var trained = new TrainedModel(learner, SmallTraining.Run(SmallTraining.Options with { Iterations = 5 }, learner).Parameters, source.Shape, innerSteps: 4);
        var episode = source.Sample(11, 0);
        var predicted = trained.Adapt(episode.Support).Predict(episode.Query.X.Span);
        using var evaluator = new Evaluator(learner, source, innerSteps: 4);
        var expected = evaluator.Run(trained.Parameters, 1, seed: 11).ByStep[^1].Mean;
        Assert.Equal(expected, predicted.Zip(episode.Query.Y.ToArray(), (p, y) => (p - y) * (p - y)).Average(), 1e-4 * expected);
    }

    [Fact]
    public void A_short_training_adapts_better_than_its_start()
    {
        var learner = new ImplicitMaml(new Mlp(1, 24, 24, 1), Loss.MeanSquaredError) { Lambda = 0.5, Steps = 10, Solver = new GradientSolver { LearningRate = 0.02 } };
        var source = new Sinusoids();
        using var trainer = new Trainer(learner, source, new() { Iterations = 250, MetaBatch = 8, Threads = 2, LearningRate = _ => 0.01, ValidationEpisodes = 0 });
        using var evaluator = new Evaluator(learner, source, innerSteps: 10);
        var before = evaluator.Run(trainer.Start().Parameters, 60, seed: 7).ByStep[^1].Mean;
        var after = evaluator.Run(trainer.Run().Parameters, 60, seed: 7).ByStep;
        Assert.InRange(after[^1].Mean, 0, 0.85 * before);
        Assert.InRange(after[^1].Mean, 0, 0.8 * after[0].Mean);
    }

    [Fact]
    public void Newton_steps_never_raise_the_objective_and_reach_its_minimum_in_few()
    {
        // Rosenbrock's valley, from the usual start; its minimum is 0 at (1, 1).
        var x = new Input("x", new(2));
        Expression Valley(IReadOnlyList<Expression> at)
        {
            var (a, b) = (Slice(at[0], 0, 0, 1), Slice(at[0], 0, 1, 1));
            return Sum(100 * Square(b - a * a) + Square(1 - a));
        }
        var linear = new ConjugateGradient { Steps = 3 };
        foreach (var solver in (NewtonSolver[])[new() { Linear = linear, Damping = 0.001 }, new() { Linear = linear, AdaptsDamping = true, Damping = 1 }])
        {
            var path = solver.Path(Valley, [x], steps: 40);
            var values = Program.Evaluate<double>([.. path.Select(Valley)], new Dictionary<Expression, double[]> { [x] = [-1.2, 1] });
            for (var step = 1; step < values.Length; step++) Assert.True(values[step][0] <= values[step - 1][0]);
            Assert.InRange(values[^1][0], 0, 1e-10);
        }
    }

    [Fact]
    public void Conjugate_gradients_end_before_a_direction_of_negative_curvature_and_at_a_zero_residual()
    {
        var b = new Input("b", new(2));
        var diagonal = Constant([2, -1], new(2));
        double[] Solve(double first, double second) => Program.Evaluate<double>(
            new ConjugateGradient { Steps = 4 }.Solve(v => [diagonal * v[0]], [b]), new Dictionary<Expression, double[]> { [b] = [first, second] })[0];
        // Along b = (1, 0) all is well and exact after one step; (0, 1) is refused at once.
        Assert.Equal([0.5, 0], Solve(1, 0));
        Assert.Equal([0, 0], Solve(0, 1));
        Assert.Equal([0, 0], Solve(0, 0));
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("Lambda", () => new ImplicitMaml(new Mlp(1, 1), Loss.MeanSquaredError) { Lambda = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("Damping", () => new ImplicitMaml(new Mlp(1, 1), Loss.MeanSquaredError) { Damping = -1 });
        Assert.Throws<ArgumentOutOfRangeException>("Steps", () => new ConjugateGradient { Steps = -1 });
        Assert.Throws<ArgumentOutOfRangeException>("Terms", () => new NeumannSeries { Terms = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("Halvings", () => new NewtonSolver { Halvings = -1 });
        Assert.Throws<ArgumentOutOfRangeException>("BatchSize", () => new Reptile(new Mlp(1, 1), Loss.MeanSquaredError) { BatchSize = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("GridPoints", () => new Sinusoids { GridPoints = 1 });
    }

    private static ImplicitMaml Learner(bool newton) => new(new Mlp(1, 8, 8, 1), Loss.MeanSquaredError)
    {
        Lambda = 0.5,
        Steps = newton ? 2 : 4,
        Solver = newton ? new NewtonSolver { Linear = new ConjugateGradient { Steps = 3 } } : new GradientSolver { LearningRate = 0.01 },
        Linear = new ConjugateGradient { Steps = 3 },
    };
}
