using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Experiments;
using MetaLearn.Losses;

namespace MetaLearn.Tests.Experiments;

/// <summary>MAML++ and CAVIA on pictures.</summary>
public sealed class PictureFamilyTests
{
    private static readonly Shape Picture = new(28, 28, 1);

    [Theory]
    [InlineData("omniglot", 0.1)]
    [InlineData("miniimagenet", 0.01)]
    public void MamlPlusPlus_has_a_scale_and_shift_for_each_of_five_steps_that_do_not_adapt(string problem, double rate)
    {
        var spec = ExperimentSpec.For(problem) with { Algorithm = "maml++" };
        Assert.Equal(("per-step", 5, rate), (spec.StepNormalization, spec.InnerSteps, spec.InnerLearningRate));
        var learner = Made(spec);
        foreach (var name in new[] { "features.layer1.norm.weight", "features.layer4.norm.bias" })
            Assert.Equal(new(5, spec.Filters), learner.Model.Parameters.Single(parameter => parameter.Name == name).Shape);
        Assert.DoesNotContain(learner.Adapted, parameter => parameter.Name.Contains("norm", StringComparison.Ordinal));
        Assert.Contains(learner.Adapted, parameter => parameter.Name == "features.layer4.conv.weight");
        Assert.Contains("normalisation left to the outer loop", Choices.Algorithms["maml++"].Describe(spec), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("conv4")]
    [InlineData("conv4-pool")]
    [InlineData("conv4-mini")]
    [InlineData("mlp-norm")]
    [InlineData("resnet12")]
    public void Each_step_of_every_network_has_its_own_row_and_further_steps_the_last(string model)
    {
        var spec = ExperimentSpec.For("omniglot") with { Algorithm = "maml++", InnerSteps = 2, Model = model, Filters = 2 };
        var learner = Made(spec);
        var (x, y) = (new Input("x", new(4, 28, 28, 1)), new Input("y", new(4)));
        var predictions = learner.Predict(x, y, x, 4);
        // What the query after k steps depends on: the rows of its own pass and of the support passes before it.
        Assert.Equal([1, 1, 2, 2, 2], predictions.Select(prediction => RowsUsed(learner, prediction, x, y)));
    }

    [Fact]
    public void A_run_of_before_shares_one_scale_and_shift_and_its_shifts_adapt()
    {
        var stored = SpecField.ToSpec(new Dictionary<string, string> { ["problem"] = "omniglot", ["algorithm"] = "maml++", ["inner-steps"] = "3" });
        Assert.Equal("shared", stored.StepNormalization);
        var learner = Made(stored);
        Assert.Equal(new(64), Assert.Single(learner.Adapted, parameter => parameter.Name == "features.layer1.norm.bias").Shape);
        var options = SpecField.ToOptions(ExperimentSpec.For("omniglot") with { Algorithm = "maml++" });
        Assert.Equal("per-step", SpecField.ToSpec(options).StepNormalization);
        Assert.Equal(options, SpecField.ToOptions(SpecField.ToSpec(options)));
        Assert.False(SpecField.ToOptions(ExperimentSpec.For("omniglot")).ContainsKey("step-normalization"));
    }

    [Fact]
    public void Maml_takes_the_steps_own_normalisation_when_asked()
        => Assert.Equal(new(3, 64), Made(ExperimentSpec.For("omniglot") with { InnerSteps = 3, StepNormalization = "per-step" }).Model.Parameters.Single(parameter => parameter.Name == "features.layer1.norm.weight").Shape);

    [Fact]
    public void Cavia_modulates_the_third_block_by_a_hundred_numbers_and_they_alone_adapt()
    {
        var spec = ExperimentSpec.For("miniimagenet") with { Algorithm = "cavia" };
        Assert.Equal((1.0, 2, 10.0), (spec.InnerLearningRate, spec.InnerSteps, spec.ClipValue));
        var learner = Assert.IsType<Cavia>(Made(spec));
        Assert.Equal((100, 2), (learner.Contexts, learner.Steps));
        Assert.Equal(new(2 * 32, 100), learner.Model.Parameters.Single(parameter => parameter.Name == "features.layer3.film.weight").Shape);
        Assert.Empty(learner.Adapted);
        Assert.Contains("100 numbers that modulates the third block", Choices.Algorithms["cavia"].Describe(spec), StringComparison.Ordinal);
        Assert.DoesNotContain(Made(spec with { Algorithm = "maml" }).Model.Parameters, parameter => parameter.Name.Contains("film", StringComparison.Ordinal));
    }

    [Fact]
    public void A_network_without_a_place_for_a_context_is_refused()
        => Assert.Equal("cavia on pictures needs a network that a context modulates: conv4, conv4-pool, conv4-mini; found resnet12.",
            Assert.Throws<ArgumentException>(() => Made(ExperimentSpec.For("omniglot") with { Algorithm = "cavia", Model = "resnet12" })).Message);

    private static MetaLearner Made(ExperimentSpec spec)
    {
        var network = Choices.Models[spec.Model].Make(spec, spec.Problem == "omniglot" ? Picture : new(84, 84, 3), spec.Ways);
        return Choices.Algorithms[spec.Algorithm].Make(spec, network, (logits, labels) => Loss.CrossEntropy(logits, labels));
    }

    // Rows of a shift that the prediction changes with.
    private static int RowsUsed(MetaLearner learner, Expression prediction, Input x, Input y)
    {
        var shift = learner.Model.Parameters.First(parameter => parameter.Shape.Rank == 2 && parameter.Name.EndsWith("bias", StringComparison.Ordinal));
        var random = new RandomStream(4);
        var values = learner.Parameters.Zip(learner.InitialValues(2)).ToDictionary(pair => (Expression)pair.First, pair => pair.Second);
        values[x] = [.. Enumerable.Range(0, x.Shape.Count).Select(_ => random.Uniform(0, 1))];
        values[y] = [0, 1, 2, 3];
        var gradient = Program.Evaluate<double>([Functions.Gradient(Functions.Sum(Functions.Square(prediction)), shift)], values)[0];
        return gradient.Chunk(shift.Shape[1]).Count(row => row.Any(value => value != 0));
    }
}
