using MetaLearn.Algorithms;
using MetaLearn.Experiments;
using MetaLearn.Models;
using MetaLearn.Optimizers;

namespace MetaLearn.Tests.Experiments;

/// <summary>What the command line's settings make of the MAML family.</summary>
public sealed class MamlFamilyChoiceTests
{
    [Theory]
    [InlineData("maml", typeof(Maml), 6, 6)]
    [InlineData("fomaml", typeof(Maml), 6, 6)]
    [InlineData("meta-sgd", typeof(MetaSgd), 6, 12)]
    [InlineData("anil", typeof(Anil), 2, 6)]
    [InlineData("boil", typeof(Boil), 4, 6)]
    [InlineData("maml++", typeof(MamlPlusPlus), 6, 12)]
    [InlineData("cavia", typeof(Cavia), 0, 6)]
    public void An_algorithm_makes_its_learner(string algorithm, Type learner, int adapted, int parameters)
    {
        var experiment = Build(("algorithm", algorithm));
        Assert.IsType(learner, experiment.Learner);
        Assert.Equal(adapted, experiment.Learner.Adapted.Count);
        Assert.Equal(parameters, experiment.Learner.Parameters.Count);
    }

    [Fact]
    public void First_order_and_clipping_reach_the_inner_loop()
    {
        var learner = Assert.IsType<Maml>(Build(("algorithm", "fomaml"), ("inner-clip-norm", "3"), ("adapt-only", "4,0.bias"), ("learned-rates", "per-tensor")).Learner);
        Assert.True(learner.IsFirstOrder);
        Assert.Equal([new ClipByNorm(3)], learner.InnerOptimizer.Transformations);
        Assert.Equal(["0.bias", "4.weight", "4.bias"], learner.Adapted.Select(p => p.Name));
        Assert.Equal(LearnedRates.PerTensor, learner.LearnedRates);
    }

    [Fact]
    public void Each_part_of_maml_plus_plus_can_be_had_alone()
    {
        var multi = Assert.IsType<MamlPlusPlus>(Build(("algorithm", "maml"), ("inner-steps", "5"), ("multi-step-loss-until", "1000")).Learner);
        Assert.Equal((1000, 0, LearnedRates.None, 5), (multi.MultiStepLossUntil, multi.FirstOrderUntil, multi.LearnedRates, multi.Steps));
        var order = Assert.IsType<MamlPlusPlus>(Build(("algorithm", "maml"), ("first-order-until", "700")).Learner);
        Assert.Equal((0, 700, LearnedRates.None), (order.MultiStepLossUntil, order.FirstOrderUntil, order.LearnedRates));
        var rates = Assert.IsType<Maml>(Build(("algorithm", "maml"), ("learned-rates", "per-step")).Learner);
        Assert.Equal(LearnedRates.PerStep, rates.LearnedRates);
    }

    [Fact]
    public void Maml_plus_plus_has_its_own_defaults_and_each_can_be_switched_off()
    {
        var spec = Spec(("algorithm", "maml++"), ("iterations", "20000"));
        Assert.Equal("cosine", spec.Schedule);
        var learner = Assert.IsType<MamlPlusPlus>(Experiment.Build(spec).Learner);
        Assert.Equal((2000, 0, LearnedRates.PerStep), (learner.MultiStepLossUntil, learner.FirstOrderUntil, learner.LearnedRates));
        var plain = Spec(("algorithm", "maml++"), ("multi-step-loss-until", "0"), ("learned-rates", "none"), ("schedule", "constant"));
        Assert.Equal("constant", plain.Schedule);
        var off = Assert.IsType<MamlPlusPlus>(Experiment.Build(plain).Learner);
        Assert.Equal((0, LearnedRates.None), (off.MultiStepLossUntil, off.LearnedRates));
        Assert.Empty(off.Changes);
    }

    [Fact]
    public void Cavia_has_a_rate_of_its_own_and_a_wider_network()
    {
        var experiment = Build(("algorithm", "cavia"), ("contexts", "3"), ("activation", "tanh"));
        var learner = Assert.IsType<Cavia>(experiment.Learner);
        Assert.Equal((1.0, 3), (learner.InnerLearningRate, learner.Contexts));
        Assert.Equal([4, 40, 40, 1], Assert.IsType<Mlp>(learner.Model).Sizes);
        Assert.IsType<Tanh>(((Mlp)learner.Model).Activation);
        Assert.Equal([1, 40, 40, 1], Assert.IsType<Mlp>(experiment.Model).Sizes);
        Assert.Equal(0.2, Assert.IsType<Cavia>(Build(("algorithm", "cavia"), ("inner-learning-rate", "0.2")).Learner).InnerLearningRate);
    }

    [Theory]
    [InlineData("anil", "adapt-only", "4", "adapt-only '4' is for maml, fomaml, meta-sgd, maml++, not anil")]
    [InlineData("meta-sgd", "learned-rates", "per-step", "is for maml, fomaml, anil, boil, maml++, not meta-sgd")]
    [InlineData("pretrained", "first-order-until", "5", "is for maml, maml++, not pretrained")]
    [InlineData("fomaml", "multi-step-loss-until", "5", "is for maml, maml++, not fomaml")]
    [InlineData("maml", "contexts", "5", "is for cavia, not maml")]
    public void A_setting_that_an_algorithm_would_not_look_at_is_refused(string algorithm, string setting, string value, string reason)
        => Assert.Contains(reason, Assert.Throws<ArgumentException>(() => Build(("algorithm", algorithm), (setting, value))).Message, StringComparison.Ordinal);

    private static Experiment Build(params (string Name, string Value)[] settings) => Experiment.Build(Spec(settings));

    private static ExperimentSpec Spec(params (string Name, string Value)[] settings)
        => SpecField.ToSpec(settings.Append(("problem", "sinusoid")).ToDictionary(pair => pair.Item1, pair => pair.Item2));
}
