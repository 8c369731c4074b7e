using MetaLearn.Algorithms;
using MetaLearn.Experiments;
using MetaLearn.Optimizers;
using MetaLearn.Training;

namespace MetaLearn.Tests.Experiments;

public sealed class ReptileAndImplicitTests
{
    [Fact]
    public void Settings_reach_implicit_maml()
    {
        var learner = Assert.IsType<ImplicitMaml>(Made("imaml", ("lambda", "0.5"), ("linear-solver", "neumann"), ("linear-steps", "7"), ("damping", "0.25"), ("inner-solver", "newton"), ("inner-steps", "3")));
        Assert.Equal((0.5, 0.25, 3, false), (learner.Lambda, learner.Damping, learner.Steps, learner.FollowsAuthorsCode));
        Assert.Equal(new NeumannSeries { Terms = 7 }, learner.Linear);
        Assert.IsType<NewtonSolver>(learner.Solver);
    }

    [Fact]
    public void Defaults_of_implicit_maml_are_the_paper_s_formula_and_the_authors_variant_has_their_damping()
    {
        var learner = Assert.IsType<ImplicitMaml>(Made("imaml"));
        Assert.Equal((2.0, 0.0, 10, false), (learner.Lambda, learner.Damping, learner.Steps, learner.FollowsAuthorsCode));
        Assert.Equal(new ConjugateGradient { Steps = 5 }, learner.Linear);
        Assert.Equal(0.01, Assert.IsType<GradientSolver>(learner.Solver).LearningRate);
        var authors = Assert.IsType<ImplicitMaml>(Made("imaml", ("implicit-variant", "authors")));
        Assert.Equal((1.0, true), (authors.Damping, authors.FollowsAuthorsCode));
    }

    [Fact]
    public void On_pictures_implicit_maml_has_its_paper_s_settings()
    {
        var omniglot = ExperimentSpec.For("omniglot") with { Algorithm = "imaml" };
        Assert.Equal((0.1, 16, 2.0, 16), (omniglot.InnerLearningRate, omniglot.InnerSteps, omniglot.Lambda!.Value, omniglot.EvaluationSteps));
        var twenty = omniglot with { Ways = 20 };
        Assert.Equal((0.1, 25, 2.0, 25), (twenty.InnerLearningRate, twenty.InnerSteps, twenty.Lambda!.Value, twenty.EvaluationSteps));
        var colour = ExperimentSpec.For("miniimagenet") with { Algorithm = "imaml" };
        Assert.Equal((0.1, 10, 0.5, 10), (colour.InnerLearningRate, colour.InnerSteps, colour.Lambda!.Value, colour.EvaluationSteps));
        var given = colour with { InnerLearningRate = 0.3, InnerSteps = 4, Lambda = 1, EvaluationSteps = 2 };
        Assert.Equal((0.3, 4, 1.0, 2), (given.InnerLearningRate, given.InnerSteps, given.Lambda!.Value, given.EvaluationSteps));
        var reptile = omniglot with { Algorithm = "reptile" };
        Assert.Equal((null, 5, 5), (reptile.Lambda, reptile.InnerSteps, reptile.EvaluationSteps));
    }

    [Fact]
    public void A_run_of_pictures_that_was_stored_without_lambda_keeps_that_of_2()
        => Assert.Equal(2, SpecField.ToSpec(new Dictionary<string, string> { ["problem"] = "tiny-imagenet", ["algorithm"] = "imaml" }).Lambda);

    [Fact]
    public void No_default_step_on_the_proximal_term_throws_phi_further_from_theta()
    {
        // A step multiplies φ − θ by 1 − αλ.
        foreach (var problem in Choices.Problems.Entries.Select(entry => entry.Name))
            foreach (var ways in (int[])[5, 20])
                foreach (var model in (string[])["mlp", "conv4"])
                {
                    var spec = ExperimentSpec.For(problem) with { Algorithm = "imaml", Ways = ways, Model = model };
                    Assert.InRange(spec.InnerLearningRate * (spec.Lambda ?? 2), 0, 1);
                }
    }

    [Fact]
    public void Implicit_maml_s_defaults_lower_the_loss_on_pictures()
    {
        // The inner loop is the default one; a larger β makes it short. With MAML's α the loss is beyond 10¹⁶.
        var spec = ExperimentSpec.For("strokes") with { Algorithm = "imaml", OuterLearningRate = 0.01, MetaBatch = 8, Iterations = 40, ValidateEvery = 20, ValidationEpisodes = 40, Filters = 8 };
        var experiment = Experiment.Build(spec);
        using var trainer = new Trainer(experiment.Learner, experiment.Training, experiment.Options, experiment.Validation);
        var losses = new List<double>();
        trainer.Run(report: progress => losses.Add(progress.Validation!.Value.Mean));
        Assert.True(losses[^1] < 0.9 * Math.Log(5), $"The losses are {string.Join(", ", losses)}; a guess has {Math.Log(5)}.");
    }

    [Fact]
    public void Reptile_s_inner_adam_has_no_first_moment()
    {
        var learner = Assert.IsType<Reptile>(Made("reptile", ("inner-optimizer", "adam"), ("inner-batch", "10")));
        Assert.Equal((0.0, 10, 5), (Assert.IsType<Adam>(learner.InnerOptimizer).Beta1, learner.BatchSize, learner.Steps));
        Assert.IsType<Sgd>(Assert.IsType<Reptile>(Made("reptile")).InnerOptimizer);
    }

    [Theory]
    [InlineData("lambda '3' is for imaml, not maml.", "maml", "lambda", "3")]
    [InlineData("inner-batch '4' is for reptile, not imaml.", "imaml", "inner-batch", "4")]
    [InlineData("linear-steps '0' is too few for a Neumann series: expected at least 1 term.", "imaml", "linear-steps", "0", "linear-solver", "neumann")]
    [InlineData("implicit-variant 'authors' needs inner-solver 'gradient'", "imaml", "implicit-variant", "authors", "inner-solver", "newton")]
    public void What_does_not_go_together_is_refused_in_one_sentence(string sentence, string algorithm, params string[] settings)
    {
        var failure = Assert.Throws<ArgumentException>(() => Made(algorithm, [.. settings.Chunk(2).Select(pair => (pair[0], pair[1]))]));
        Assert.StartsWith(sentence, failure.Message, StringComparison.Ordinal);
    }

    private static MetaLearner Made(string algorithm, params (string Name, string Value)[] settings)
    {
        var spec = ExperimentSpec.For("sinusoid") with { Algorithm = algorithm };
        foreach (var (name, value) in settings) spec = SpecField.All.Single(field => field.Name == name).Set(spec, value);
        return Experiment.Build(spec).Learner;
    }
}
