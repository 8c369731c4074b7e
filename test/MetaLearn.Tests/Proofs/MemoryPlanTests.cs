using MetaLearn.Algorithms;
using MetaLearn.Episodes;
using MetaLearn.Experiments;
using MetaLearn.Losses;
using MetaLearn.Models;
using MetaLearn.Proofs;
using MetaLearn.Training;

namespace MetaLearn.Tests.Proofs;

public sealed class MemoryPlanTests
{
    private static readonly ExperimentSpec Spec = ExperimentSpec.For("sinusoid") with { InnerSteps = 12, MetaBatch = 4, Threads = 2, Hidden = [16, 16], ValidationEpisodes = 10 };

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public void What_is_planned_is_what_a_trainer_allocates_to_the_byte(int threads, bool recomputes)
    {
        var learner = new Maml(new Mlp(1, 16, 16, 1), Loss.MeanSquaredError) { Steps = 5, RecomputesSteps = recomputes };
        var options = new TrainingOptions { MetaBatch = 6, Threads = threads, ValidationEpisodes = 20 };
        var curves = new Sinusoids();
        var planned = Trainer.MemoryOf(learner, curves, options, curves);
        using var trainer = new Trainer(learner, curves, options, curves);
        Assert.Equal(planned, trainer.Memory);
        Assert.Equal(planned.Outer, trainer.PeakBytes);
        Assert.True(planned is { Validation: > 0, Episodes: > 0 });
        Assert.Equal(planned.Outer + planned.Validation + planned.Episodes, planned.Total);
    }

    [Fact]
    public void Full_unrolling_is_taken_where_it_fits()
    {
        var experiment = Experiment.Build(Spec);
        var full = MemoryPlan.NeedOf(experiment).Total;
        var plan = MemoryPlan.For(experiment, full);
        Assert.Equal("full unrolling", plan.Chosen!.Name);
        Assert.Equal(full, plan.Chosen.Need.Total);
        Assert.Equal(Spec, plan.Chosen.Spec);
    }

    [Fact]
    public void A_byte_less_and_steps_are_computed_again_within_the_budget()
    {
        var experiment = Experiment.Build(Spec);
        var budget = MemoryPlan.NeedOf(experiment).Total - 1;
        var plan = MemoryPlan.For(experiment, budget);
        Assert.Equal("recomputation", plan.Chosen!.Name);
        Assert.True(plan.Chosen.Spec.Recompute);
        var chosen = plan.Apply(experiment);
        using var trainer = new Trainer(chosen.Learner, chosen.Training, chosen.Options with { Iterations = 2 }, chosen.Validation);
        trainer.Run();
        Assert.InRange(trainer.Memory.Total, 1, budget);
        Assert.Contains($"budget {budget:N0} bytes; full unrolling {budget + 1:N0}, recomputation ", plan.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("recomputation it is", plan.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void On_pictures_a_budget_below_full_unrolling_is_kept_by_recomputation_with_the_same_bits()
    {
        var experiment = Experiment.Build(ExperimentSpec.For("strokes") with { Model = "conv4", Filters = 8, InnerSteps = 4, InnerLearningRate = 0.1, MetaBatch = 2, Threads = 2, ValidationEpisodes = 4 });
        var full = MemoryPlan.NeedOf(experiment);
        var plan = MemoryPlan.For(experiment, full.Total * 9 / 10);
        Assert.Equal(("full unrolling", "recomputation"), (plan.Alternatives[0].Name, plan.Chosen?.Name));
        var states = new[] { experiment, plan.Apply(experiment) }.Select(one =>
        {
            using var trainer = new Trainer(one.Learner, one.Training, one.Options with { Iterations = 3 }, one.Validation);
            Assert.InRange(trainer.Memory.Total, 1, one == experiment ? full.Total : plan.Budget);
            return trainer.Run();
        }).ToList();
        Assert.Equal(states[0].Parameters, states[1].Parameters);
        Assert.NotEqual(experiment.Learner.InitialValues(0)[0].Select(value => (float)value), states[0].Parameters[0]);
    }

    [Fact]
    public void A_budget_that_nothing_fits_is_refused_with_both_numbers()
    {
        var plan = MemoryPlan.For(Experiment.Build(Spec), 1000);
        Assert.Null(plan.Chosen);
        Assert.Contains($"at least {plan.Alternatives.Min(one => one.Need.Total):N0} bytes", plan.Refusal, StringComparison.Ordinal);
        Assert.Contains("allows 1,000", plan.Refusal, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => plan.Apply(Experiment.Build(Spec)));
    }

    [Fact]
    public void Another_algorithm_is_planned_as_it_was_asked_for()
    {
        var plan = MemoryPlan.For(Experiment.Build(Spec with { Algorithm = "pretrained", InnerSteps = 0 }), 1_000_000_000);
        Assert.Equal(["as asked for"], plan.Alternatives.Select(one => one.Name));
        Assert.Equal("pretrained", plan.Chosen!.Spec.Algorithm);
    }

    [Fact]
    public void On_numbers_implicit_gradients_keep_the_steps_and_the_rate()
    {
        var spec = Implicit(Spec with { InnerLearningRate = 0.02 })!;
        Assert.Equal(("imaml", 12, 0.02), (spec.Algorithm, spec.InnerSteps, spec.InnerLearningRate));
    }

    [Theory]
    [InlineData(1, 2, 16, 0.1)]
    [InlineData(20, 0.05, 20, 0.05)]
    public void On_pictures_implicit_gradients_take_their_own_rate_and_steps_unless_smaller_and_more_are_asked_for(int steps, double rate, int expectedSteps, double expectedRate)
    {
        var spec = Implicit(Strokes with { InnerSteps = steps, InnerLearningRate = rate })!;
        Assert.Equal(("imaml", expectedSteps, expectedRate), (spec.Algorithm, spec.InnerSteps, spec.InnerLearningRate));
        Experiment.Build(spec);
    }

    [Theory]
    [InlineData("statistics", "running")]
    [InlineData("step-normalization", "per-step")]
    [InlineData("model", "conv4-mini")]
    [InlineData("adapt-only", "classifier")]
    public void Implicit_gradients_are_no_alternative_where_they_would_be_refused_or_adapt_something_else(string setting, string value)
    {
        Assert.NotNull(Implicit(Strokes));
        Assert.Null(Implicit(SpecField.All.Single(field => field.Name == setting).Set(Strokes, value)));
    }

    private static ExperimentSpec Strokes => ExperimentSpec.For("strokes") with { Filters = 4, MetaBatch = 2, Threads = 1, ValidationEpisodes = 0 };

    private static ExperimentSpec? Implicit(ExperimentSpec spec)
    {
        var plan = MemoryPlan.For(Experiment.Build(spec), 1_000_000_000);
        // What is chosen is recorded, and must build again when the run is continued.
        foreach (var one in plan.Alternatives) Assert.Equal(one.Need, MemoryPlan.NeedOf(Experiment.Build(SpecField.ToSpec(SpecField.ToOptions(one.Spec)))));
        return plan.Alternatives.SingleOrDefault(one => one.Name == "implicit gradients")?.Spec;
    }

    [Fact]
    public void Asking_for_recomputation_leaves_full_unrolling_out()
        => Assert.DoesNotContain("full unrolling", MemoryPlan.For(Experiment.Build(Spec with { Recompute = true }), 1_000_000_000).Alternatives.Select(one => one.Name));
}
