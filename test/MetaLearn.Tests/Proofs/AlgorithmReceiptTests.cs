using MetaLearn.Experiments;
using MetaLearn.Proofs;

namespace MetaLearn.Tests.Proofs;

public sealed class AlgorithmReceiptTests
{
    public static TheoryData<string> Algorithms => [.. Choices.Algorithms.Entries.Where(entry => entry.Value.OfPictures is null).Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Every_algorithm_passes(string algorithm)
    {
        var receipt = Receipt(ExperimentSpec.For("sinusoid") with { Algorithm = algorithm, InnerSteps = 2 });
        Assert.True(receipt.Passed, string.Join('\n', ReceiptText.Lines(receipt)));
    }

    [Theory]
    [InlineData("maml", 2, "second order")]
    [InlineData("fomaml", 0, "first order")]
    [InlineData("meta-sgd", 2, "second order")]
    [InlineData("anil", 2, "second order")]
    [InlineData("reptile", 0, "another direction")]
    [InlineData("imaml", 0, "another direction")]
    [InlineData("pretrained", 0, "no inner loop")]
    public void Its_order_is_read_off_the_graph(string algorithm, int steps, string words)
    {
        var receipt = Receipt(ExperimentSpec.For("sinusoid") with { Algorithm = algorithm, InnerSteps = 2 });
        Assert.Equal(steps, receipt.DifferentiatedSteps);
        Assert.Contains(words, ReceiptText.Lines(receipt)[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("anil", "4.weight,4.bias", "0.weight,0.bias,2.weight,2.bias")]
    [InlineData("boil", "0.weight,0.bias,2.weight,2.bias", "4.weight,4.bias")]
    public void What_adapts_is_read_off_the_graph(string algorithm, string adapted, string kept)
    {
        var receipt = Receipt(ExperimentSpec.For("sinusoid") with { Algorithm = algorithm });
        Assert.Equal((adapted, kept), (string.Join(',', receipt.Adapted), string.Join(',', receipt.Kept)));
    }

    [Fact]
    public void MAML_plus_plus_is_first_order_until_it_is_told_otherwise()
    {
        var spec = ExperimentSpec.For("sinusoid") with { Algorithm = "maml++", InnerSteps = 3, FirstOrderUntil = 100, MultiStepLossUntil = 0 };
        Assert.Equal((0, 3), (Receipt(spec, iteration: 99).DifferentiatedSteps, Receipt(spec, iteration: 100).DifferentiatedSteps));
    }

    [Fact]
    public void The_residual_of_implicit_MAML_falls_with_the_steps_of_its_linear_solver()
    {
        double Residual(int steps) => Receipt(ExperimentSpec.For("sinusoid") with { Algorithm = "imaml", InnerSteps = 10, LinearSteps = steps, Lambda = 20 }).Residual!.Value;
        Assert.InRange(Residual(2), 1e-6, 1);
        Assert.InRange(Residual(15), 0, 0.2 * Residual(2));
    }

    private static GradientReceipt Receipt(ExperimentSpec spec, long iteration = 0)
    {
        var experiment = Experiment.Build(spec with { Hidden = [6, 6], Initializer = "fan-in" });
        var start = experiment.Learner.InitialValues(3).Select(values => Array.ConvertAll(values, value => (float)value)).ToArray();
        return GradientReceipt.Of(experiment.Learner, experiment.Training, start, new() { Episodes = 2, Iteration = iteration });
    }
}
