using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;
using MetaLearn.Losses;
using MetaLearn.Models;
using MetaLearn.Optimizers;
using MetaLearn.Proofs;

namespace MetaLearn.Tests.Proofs;

public sealed class GradientReceiptTests
{
    private static readonly Sinusoids Curves = new() { Shots = 5, Queries = 5 };
    private static readonly string[] AllNames = ["0.weight", "0.bias", "2.weight", "2.bias", "4.weight", "4.bias"];

    private static Mlp Network() => new(1, 8, 8, 1);

    public static TheoryData<int, bool, string> SecondOrderCases => new() { { 1, false, "sgd" }, { 3, false, "momentum" }, { 3, true, "sgd" }, { 2, false, "adam" } };

    [Theory]
    [MemberData(nameof(SecondOrderCases))]
    public void Second_order_MAML_is_said_to_differentiate_every_step_and_its_gradient_agrees(int steps, bool recomputes, string optimizer)
    {
        var receipt = Receipt(new Maml(Network(), Loss.MeanSquaredError)
        {
            Steps = steps,
            RecomputesSteps = recomputes,
            InnerOptimizer = optimizer switch { "momentum" => new Sgd { Momentum = 0.9 }, "adam" => new Adam(), _ => new Sgd() },
        });
        Assert.Equal((2, steps, steps), (receipt.Order, receipt.InnerSteps, receipt.DifferentiatedSteps));
        Assert.Equal(AllNames, receipt.Adapted);
        Assert.Empty(receipt.Kept);
        Assert.Equal(AllNames, receipt.Checks.Select(check => check.Where));
        Assert.True(receipt.Passed, string.Join('\n', ReceiptText.Lines(receipt)));
        Assert.InRange(receipt.Error, 1e-15, 1e-4);
        Assert.Null(receipt.Gap);
    }

    [Fact]
    public void First_order_MAML_is_found_out_from_the_graph_and_checked_against_the_function_it_follows()
    {
        var receipt = Receipt(new Maml(Network(), Loss.MeanSquaredError) { Steps = 3, InnerLearningRate = 0.1, IsFirstOrder = true });
        Assert.Equal((1, 3, 0), (receipt.Order, receipt.InnerSteps, receipt.DifferentiatedSteps));
        Assert.True(receipt.Passed, string.Join('\n', ReceiptText.Lines(receipt)));
        Assert.NotNull(receipt.Gap);
        Assert.InRange(receipt.Gap.Relative, 0.01, 10);
        Assert.InRange(receipt.Gap.Cosine, -1, 0.9999);
        Assert.Contains("first order", ReceiptText.Lines(receipt)[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 2, 3)]
    [InlineData(true, 1, 0)]
    public void Labels_are_no_reason_to_miss_a_step(bool isFirstOrder, int order, int differentiated)
    {
        // Labels enter as one-hot rows, which depend on nothing learned, and the logits are shifted by a maximum that is held constant.
        float[] x = [0.3f, -0.2f, 0.9f, 0.4f];
        var source = new MemoryEpisodes([new Episode(new(x, new float[] { 0, 1, 2, 1 }), new(x, new float[] { 0, 1, 2, 0 }))], new Shape(1), Shape.Scalar);
        var learner = new Maml(new Mlp(1, 8, 3), (logits, labels) => Loss.CrossEntropy(logits, labels)) { Steps = 3, InnerLearningRate = 0.1, IsFirstOrder = isFirstOrder };
        var receipt = GradientReceipt.Of(learner, source, Start(learner));
        Assert.Equal((order, differentiated), (receipt.Order, receipt.DifferentiatedSteps));
        Assert.True(receipt.Passed, string.Join('\n', ReceiptText.Lines(receipt)));
    }

    [Fact]
    public void The_first_order_gap_is_the_curvature_of_the_closed_form()
    {
        // One step on ½-free squares (θ − a)² has θ′ − θ = −2α(θ − a): the exact meta-gradient is (1 − 2α) times first order's.
        var learner = new Maml(new Bias(), Loss.MeanSquaredError) { InnerLearningRate = 0.1, IsFirstOrder = true };
        var receipt = GradientReceipt.Of(learner, Curves, [[0.3f]]);
        Assert.Equal(0.2 / 0.8, receipt.Gap!.Relative, 1e-9);
        Assert.Equal(1, receipt.Gap.Cosine, 1e-9);
    }

    [Fact]
    public void A_learner_without_an_inner_loop_passes()
    {
        var receipt = Receipt(new Pretrained(Network(), Loss.MeanSquaredError));
        Assert.Equal((0, 0, 1), (receipt.InnerSteps, receipt.DifferentiatedSteps, receipt.Order));
        Assert.Empty(receipt.Adapted);
        Assert.Equal(AllNames, receipt.Kept);
        Assert.True(receipt.Passed, string.Join('\n', ReceiptText.Lines(receipt)));
    }

    [Fact]
    public void A_StopGradient_on_one_layer_is_caught_by_the_layer_s_name()
    {
        var receipt = Receipt(new Hurt(Network()) { StopsAt = 2 });
        var finding = Assert.Single(receipt.Findings, finding => finding.IsBroken);
        Assert.Equal("2.weight", finding.Parameter);
        Assert.Contains("StopGradient", finding.Problem, StringComparison.Ordinal);
        Assert.False(receipt.Passed);
    }

    [Fact]
    public void A_StopGradient_that_cuts_every_path_is_caught_by_every_name_below_it()
    {
        var receipt = Receipt(new Hurt(Network()) { StopsPrediction = true });
        Assert.Equal(AllNames, receipt.Findings.Where(finding => finding.IsBroken).Select(finding => finding.Parameter));
        Assert.All(receipt.Findings, finding => Assert.Contains("StopGradient cuts every path", finding.Problem, StringComparison.Ordinal));
        Assert.False(receipt.Passed);
    }

    [Fact]
    public void A_parameter_that_nothing_uses_is_caught_by_name()
    {
        var receipt = Receipt(new Hurt(Network()) { HasSpare = true });
        var finding = Assert.Single(receipt.Findings);
        Assert.Equal(("spare", true), (finding.Parameter, finding.IsBroken));
        Assert.Contains("does not depend on it", finding.Problem, StringComparison.Ordinal);
        Assert.False(receipt.Passed);
    }

    [Fact]
    public void A_meta_loss_that_forgets_the_adapted_parameters_is_caught_by_every_name()
    {
        var receipt = Receipt(new Hurt(Network()) { Forgets = true });
        Assert.Equal(AllNames, receipt.Findings.Where(finding => finding.IsBroken).Select(finding => finding.Parameter));
        Assert.All(receipt.Findings, finding => Assert.Contains("forgotten", finding.Problem, StringComparison.Ordinal));
        Assert.Equal(0, receipt.DifferentiatedSteps);
        Assert.False(receipt.Passed);
    }

    [Fact]
    public void A_parameter_that_is_said_to_adapt_and_does_not_is_caught_by_name()
    {
        var receipt = Receipt(new Hurt(Network()) { Keeps = 4 });
        var finding = Assert.Single(receipt.Findings, finding => finding.IsBroken);
        Assert.Equal("4.weight", finding.Parameter);
        Assert.DoesNotContain("4.weight", receipt.Adapted);
        Assert.Contains("4.weight", receipt.Kept);
    }

    [Fact]
    public void A_direction_that_is_no_gradient_of_the_meta_loss_is_said_to_be_none()
    {
        var receipt = Receipt(new Hurt(Network()) { FollowsSupport = true });
        Assert.False(receipt.FollowsMetaLoss);
        Assert.True(receipt.Agrees);
        Assert.InRange(receipt.Gap!.Cosine, -1, 0.99);
        Assert.Contains("another direction", ReceiptText.Lines(receipt)[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gradient_that_is_off_by_a_thousandth_is_told_from_the_meta_loss_s_own()
    {
        var learner = new Hurt(Network()) { Scale = 1.001 };
        var receipt = Receipt(learner);
        Assert.False(receipt.FollowsMetaLoss);
        Assert.InRange(receipt.Gap!.Relative, 0.0009, 0.0011);
    }

    [Fact]
    public void The_short_receipt_looks_in_one_direction_through_all_arrays()
    {
        var learner = new Maml(Network(), Loss.MeanSquaredError);
        var receipt = GradientReceipt.Of(learner, Curves, Start(learner), ReceiptOptions.Short);
        Assert.Equal("all parameters", Assert.Single(receipt.Checks).Where);
        Assert.True(receipt.Passed);
        Assert.InRange(ReceiptText.Lines(receipt).Count, 3, 5);
    }

    [Fact]
    public void Values_of_another_learner_are_refused_with_the_names()
    {
        var learner = new Maml(Network(), Loss.MeanSquaredError);
        Assert.Contains("0.weight", Assert.Throws<ArgumentException>(() => GradientReceipt.Of(learner, Curves, [[1]])).Message, StringComparison.Ordinal);
    }

    private static GradientReceipt Receipt(MetaLearner learner) => GradientReceipt.Of(learner, Curves, Start(learner));

    private static IReadOnlyList<float[]> Start(MetaLearner learner)
        => [.. learner.InitialValues(7).Select(values => Array.ConvertAll(values, value => (float)value))];

    /// <summary>A model that predicts one learned number everywhere.</summary>
    private sealed class Bias : Module
    {
        public override IReadOnlyList<ParameterSpec> Specs { get; } = [new("theta", Shape.Scalar, Initializers.Zeros)];

        protected internal override Expression Forward(Expression x, ReadOnlySpan<Expression> parameters, Pass pass) => 0 * x + parameters[0];
    }
}
