using MetaLearn.Algorithms;
using MetaLearn.Experiments;
using MetaLearn.Optimizers;

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
