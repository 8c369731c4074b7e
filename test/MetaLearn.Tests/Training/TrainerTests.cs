using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;
using MetaLearn.Losses;
using MetaLearn.Models;
using MetaLearn.Training;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Tests.Training;

public sealed class TrainerTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_number_of_threads_trains_to_the_same_bits(int threads)
        => SmallTraining.AssertSameBits(SmallTraining.Run(SmallTraining.Options), SmallTraining.Run(SmallTraining.Options with { Threads = threads }));

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    public void Stopped_and_continued_training_ends_with_the_bits_of_an_unbroken_one(ulong seed)
    {
        var random = new RandomStream(seed);
        TrainingState? state = null;
        var stops = 0;
        while (state is null || state.Iteration < SmallTraining.Options.Iterations)
        {
            // A new trainer each time: what is not in the state is lost.
            using var trainer = new Trainer(SmallTraining.Learner(), SmallTraining.Episodes, SmallTraining.Options, SmallTraining.Episodes);
            using var stop = new CancellationTokenSource();
            var until = (state?.Iteration ?? 0) + 1 + random.Below(17);
            state = trainer.Run(state, tick: iteration => { if (iteration >= until) stop.Cancel(); }, cancellation: stop.Token);
            stops++;
        }
        Assert.InRange(stops, 3, 50);
        SmallTraining.AssertSameBits(SmallTraining.Run(SmallTraining.Options), state);
    }

    [Fact]
    public void The_mean_loss_of_a_window_survives_a_stop_in_its_middle()
    {
        List<double> Losses(params long[] stops)
        {
            var losses = new List<double>();
            TrainingState? state = null;
            foreach (var until in (long[])[.. stops, SmallTraining.Options.Iterations])
            {
                using var trainer = new Trainer(SmallTraining.Learner(), SmallTraining.Episodes, SmallTraining.Options);
                using var stop = new CancellationTokenSource();
                state = trainer.Run(
                    state,
                    progress => { if (progress.Iteration % SmallTraining.Options.ValidateEvery == 0) losses.Add(progress.MetaLoss); },
                    iteration => { if (iteration == until) stop.Cancel(); },
                    stop.Token);
            }
            return losses;
        }
        var unbroken = Losses();
        Assert.Equal(5, unbroken.Count);
        Assert.Equal(unbroken, Losses(7, 23));
    }

    [Fact]
    public void Another_seed_trains_to_other_numbers()
        => Assert.NotEqual(SmallTraining.Run(SmallTraining.Options).Parameters, SmallTraining.Run(SmallTraining.Options with { Seed = 4 }).Parameters);

    [Fact]
    public void Patience_ends_training_that_no_longer_improves()
    {
        // A learning rate of 0 changes nothing, so the first validation stays the best.
        var options = SmallTraining.Options with { Iterations = 1000, ValidateEvery = 5, Patience = 3, LearningRate = _ => 0 };
        var state = SmallTraining.Run(options);
        Assert.Equal((20, 5, 3), (state.Iteration, state.BestIteration, state.ValidationsSinceBest));
        using var trainer = new Trainer(SmallTraining.Learner(), SmallTraining.Episodes, options, SmallTraining.Episodes);
        Assert.Equal(20, trainer.Run(state).Iteration);
    }

    [Fact]
    public void The_best_parameters_on_validation_are_kept()
    {
        var reports = new List<TrainingProgress>();
        using var trainer = new Trainer(SmallTraining.Learner(), SmallTraining.Episodes, SmallTraining.Options with { LearningRate = i => i < 25 ? 0.01 : 1 }, SmallTraining.Episodes);
        var state = trainer.Run(report: reports.Add);
        var best = reports.MinBy(report => report.Validation!.Value.Mean)!;
        Assert.Equal([10, 20, 30, 40, 50], reports.Select(report => report.Iteration));
        Assert.True(best.IsBest);
        Assert.InRange(best.Iteration, 10, 40);
        Assert.Equal(best.State.Parameters, state.Selected);
        Assert.NotEqual(state.Parameters, state.Selected);
    }

    [Fact]
    public void A_parameter_that_the_loss_does_not_use_is_named_and_stays_as_it_is()
    {
        var learner = new Maml(new WithSpare(new Mlp(1, 8, 1)), Loss.MeanSquaredError);
        using var trainer = new Trainer(learner, SmallTraining.Episodes, SmallTraining.Options);
        Assert.Equal(["spare"], trainer.UnusedParameters);
        var (start, end) = (trainer.Start(), trainer.Run());
        Assert.Equal([3.5f, 3.5f], end.Parameters[^1]);
        Assert.NotEqual(start.Parameters[0], end.Parameters[0]);
        using var usual = new Trainer(SmallTraining.Learner(), SmallTraining.Episodes, SmallTraining.Options);
        Assert.Empty(usual.UnusedParameters);
    }

    [Fact]
    public void A_loss_that_is_not_a_scalar_is_refused_with_its_shape()
    {
        LossFunction rows = (predictions, targets) => Mean(Square(predictions - targets), [1]);
        foreach (var steps in (int[])[0, 1])
        {
            var learner = new Maml(new Mlp(1, 4, 1), rows) { Steps = steps };
            var error = Assert.Throws<ShapeException>(() => new Trainer(learner, SmallTraining.Episodes, SmallTraining.Options));
            Assert.Contains("expected a scalar of shape [], found", error.Message, StringComparison.Ordinal);
            Assert.Contains("[5]", error.Message, StringComparison.Ordinal);
        }
        var evaluated = new Maml(new Mlp(1, 4, 1), rows) { Steps = 0 };
        var inEvaluation = Assert.Throws<ShapeException>(() => new Evaluator(evaluated, SmallTraining.Episodes, innerSteps: 0));
        Assert.Contains("[5]", inEvaluation.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sinusoids_are_learned_beyond_what_any_network_without_adaptation_can_reach()
    {
        // The best function of x alone has a mean squared error of 3.0; a lower one before adapting would be a leak (± 0.4 here).
        var learner = new Maml(new Mlp(1, 40, 40, 1), Loss.MeanSquaredError);
        using var trainer = new Trainer(learner, new Sinusoids(), new() { Iterations = 1000, MetaBatch = 10, Threads = 2, LearningRate = _ => 0.005 });
        using var evaluator = new Evaluator(learner, new Sinusoids(), innerSteps: 10);
        var byStep = evaluator.Run(trainer.Run().Parameters, episodes: 300, seed: 99).ByStep;
        Assert.InRange(byStep[0].Mean, 2.6, 10);
        Assert.InRange(byStep[1].Mean, 0, 2.0);
        Assert.InRange(byStep[10].Mean, 0, byStep[1].Mean);
    }

    /// <summary>A network with a parameter that it ignores.</summary>
    private sealed class WithSpare(Module inner) : Module
    {
        public override IReadOnlyList<ParameterSpec> Specs { get; } = [.. inner.Specs, new("spare", new(2), Initializers.Constant(3.5))];

        protected internal override Expression Forward(Expression x, ReadOnlySpan<Expression> parameters, Pass pass) => inner.Apply(x, [.. parameters[..^1]], pass);
    }
}
