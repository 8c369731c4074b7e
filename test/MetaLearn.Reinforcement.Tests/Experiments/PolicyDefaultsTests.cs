using MetaLearn.Reinforcement.Experiments;
using MetaLearn.Reinforcement.Learning;

namespace MetaLearn.Reinforcement.Tests.Experiments;

public sealed class PolicyDefaultsTests
{
    [Theory]
    // Published: the first row's α, and bounds, trajectories and iterations of the bodies, are those of the checkpoints that were evaluated, but for the direction's iterations, of which there were 100.
    [InlineData("navigation", 0.5, 20, 20, 100, 0.01, 4, 40, 0.5)]
    [InlineData("navigation-paper", 0.1, 20, 20, 100, 0.01, 4, 40, 0.5)]
    [InlineData("cheetah-velocity", 0.1, 40, 10, 475, 0.01, 3, 20, 0.5)]
    [InlineData("cheetah-direction", 0.1, 40, 20, 100, 0.02, 3, 20, 0.5)]
    [InlineData("ant-velocity", 0.1, 40, 20, 375, 0.01, 3, 20, 0.5)]
    [InlineData("ant-direction", 0.1, 40, 40, 575, 0.01, 3, 40, 0.01)]
    // Ours.
    [InlineData("ant-goal", 0.1, 40, 20, 500, 0.01, 3, 20, 0.5)]
    [InlineData("bandit", 0.5, 40, 100, 100, 0.01, 3, 100, 0.5)]
    [InlineData("mdp", 0.5, 40, 20, 100, 0.01, 3, 20, 0.5)]
    [InlineData("pendulum", 0.03, 40, 10, 100, 0.01, 3, 20, 0.5)]
    public void Each_problem_has_its_numbers(string problem, double rate, int goals, int trajectories, long iterations, double bound, int steps, int measured, double later)
    {
        var spec = PolicySpec.For(problem);
        Assert.Equal((rate, goals, trajectories, iterations, bound), (spec.InnerLearningRate, spec.MetaBatch, spec.Trajectories, spec.Iterations, spec.KlBound));
        Assert.Equal((steps, measured, later, rate), (spec.EvaluationSteps, spec.EvaluationTrajectories, spec.LaterRateFactor, spec.EvaluationRate));
        Assert.Equal((1, 0.99, 1.0, "relu", "trpo", "rllab", false), (spec.InnerSteps, spec.Discount, spec.GaeLambda, spec.Activation, spec.Update, spec.Preset, spec.MixedGoals));
        Assert.Equal<IEnumerable<int>>(problem is "bandit" or "mdp" ? [32, 32] : [100, 100], spec.Hidden);
    }

    [Theory]
    [InlineData("navigation", 0.5, 0.5, 0.5)]
    [InlineData("cheetah-velocity", 0.02, 0.1, 0.5)]
    [InlineData("cheetah-direction", 0.2, 0.5, 0.5)]
    [InlineData("ant-velocity", 0.2, 1, 0.5)]
    [InlineData("ant-direction", 0.2, 1, 0.01)]
    public void Baselines_adapt_at_rates_of_their_own(string problem, double pretrained, double random, double later)
    {
        var (trained, untrained) = (PolicySpec.For(problem, "pretrained"), PolicySpec.For(problem, "random"));
        Assert.Equal((pretrained, later), (trained.EvaluationRate, trained.LaterRateFactor));
        Assert.Equal((random, later), (untrained.EvaluationRate, untrained.LaterRateFactor));
        Assert.Equal((0L, 0, PolicySpec.For(problem).EvaluationSteps), (untrained.Iterations, untrained.InnerSteps, untrained.EvaluationSteps));
    }

    [Theory]
    [InlineData("navigation", "pretrained", false, 20, 20, 100)]
    [InlineData("navigation", "oracle", true, 2, 5, 100)]
    [InlineData("cheetah-velocity", "pretrained", true, 4, 25, 1000)]
    [InlineData("cheetah-direction", "oracle", true, 4, 25, 1000)]
    [InlineData("ant-velocity", "oracle", true, 4, 25, 2000)]
    [InlineData("ant-direction", "pretrained", true, 4, 25, 2000)]
    public void Baselines_train_without_an_inner_step_on_goals_as_published(string problem, string algorithm, bool isMixed, int groups, int trajectories, long iterations)
    {
        var spec = PolicySpec.For(problem, algorithm);
        Assert.Equal((0, isMixed, groups, trajectories, iterations, 0.01), (spec.InnerSteps, spec.MixedGoals, spec.MetaBatch, spec.Trajectories, spec.Iterations, spec.KlBound));
        Assert.Equal(algorithm == "oracle" ? 0 : PolicySpec.For(problem).EvaluationSteps, spec.EvaluationSteps);
    }

    [Fact]
    public void Algorithms_differ_from_MAML_in_their_own_settings_alone()
    {
        var maml = PolicySpec.For("navigation");
        Assert.Equal(maml with { Algorithm = "promp", InnerObjective = "likelihood-ratio", Update = "ppo" }, PolicySpec.For("navigation", "promp") with { Hidden = maml.Hidden, AdaptOnly = maml.AdaptOnly });
        Assert.Equal(maml with { Algorithm = "dice", InnerObjective = "dice" }, PolicySpec.For("navigation", "dice") with { Hidden = maml.Hidden, AdaptOnly = maml.AdaptOnly });
        Assert.Equal(maml with { Algorithm = "e-maml", Exploration = 1 }, PolicySpec.For("navigation", "e-maml") with { Hidden = maml.Hidden, AdaptOnly = maml.AdaptOnly });
        // ProMP's published numbers.
        var clipped = Assert.IsType<ClippedUpdate>(PolicyExperiment.Build(PolicySpec.For("navigation", "promp")).Options.Update);
        Assert.Equal((5, 0.3, 5e-4, 1e-3, 0.0), (clipped.Epochs, clipped.Clip, clipped.Penalty, clipped.LearningRate, clipped.Exploration));
    }
}
