using MetaLearn.Autodiff;
using MetaLearn.Experiments;
using MetaLearn.Losses;
using MetaLearn.Optimizers;

namespace MetaLearn.Tests.Experiments;

public sealed class ImageDefaultsTests
{
    [Fact]
    public void Omniglot_is_trained_as_the_paper_does_at_5_and_at_20_ways()
    {
        var five = ExperimentSpec.For("omniglot");
        Assert.Equal((5, 1, 1, 1, 32, 60_000), (five.Ways, five.Shots, five.Queries, five.InnerSteps, five.MetaBatch, five.Iterations));
        Assert.Equal(("conv4", "augment", "batch", 2.0, 64, 0.001), (five.Model, five.Rotations, five.Statistics, five.InnerLearningRate, five.Filters, five.OuterLearningRate));
        var twenty = five with { Ways = 20, Shots = 5 };
        Assert.Equal((5, 16, 5, 2.0), (twenty.InnerSteps, twenty.MetaBatch, twenty.Queries, twenty.InnerLearningRate));
    }

    [Theory]
    [InlineData("miniimagenet")]
    [InlineData("tiny-imagenet")]
    public void Mini_imagenet_is_trained_with_15_queries_a_class_and_evaluated_with_as_many_as_shots(string problem)
    {
        var spec = ExperimentSpec.For(problem) with { Shots = 5 };
        Assert.Equal((15, 5, 5, 4, 32, 0.05), (spec.Queries, spec.EvaluationQueries, spec.InnerSteps, spec.MetaBatch, spec.Filters, spec.InnerLearningRate));
        Assert.Equal("conv4-mini", spec.Model);
        Assert.Equal(3, (spec with { EvaluationShots = 3 }).EvaluationQueries);
    }

    [Theory]
    [InlineData(1, 2.0 / 15)]
    [InlineData(5, 2.0 / 3)]
    public void The_clip_is_the_published_one_brought_to_the_mean_as_alpha_is(int shots, double clip)
    {
        var spec = ExperimentSpec.For("miniimagenet") with { Shots = shots };
        Assert.Equal(clip, spec.ClipValue!.Value, 1e-12);
        // The code divides the sum of N·K support losses and that of N·Q query losses by K: α = 0.01 and the clip of 10 are for those.
        var (ofSupport, ofQuery) = (spec.Ways, spec.Ways * (double)spec.Queries / spec.Shots);
        Assert.Equal((0.01, 10), (spec.InnerLearningRate / ofSupport, Math.Round(spec.ClipValue.Value * ofQuery, 9)));

        // Logits that stand for the network's, steep enough that some elements are cut and some are not.
        var rows = spec.Ways * spec.Queries;
        var theta = new Parameter("theta", new(spec.Ways));
        var labels = Functions.Constant([.. Enumerable.Range(0, rows).Select(row => (double)(row * row % spec.Ways))], new(rows));
        var logits = Functions.BroadcastTo(theta * Functions.Constant([4, 0.02, 4, 0.02, 4], new(spec.Ways)), new(rows, spec.Ways));
        Expression Cut(Expression loss, double maximum) => new ClipByValue(maximum).Apply([theta], [Functions.Gradient(loss, theta)])[0];
        var ours = Cut(Loss.CrossEntropy(logits, labels), spec.ClipValue.Value);
        var published = Cut(Loss.CrossEntropy(logits, labels, Reduction.Sum) / shots, 10);
        var values = Program.Evaluate<double>([ours, published], new Dictionary<Expression, double[]> { [theta] = [1, 2, 3, -1, 0] });
        Assert.Contains(values[1], value => Math.Abs(value) == 10);
        Assert.Contains(values[1], value => Math.Abs(value) < 10);
        for (var i = 0; i < values[0].Length; i++) Assert.Equal(values[1][i], ofQuery * values[0][i], 1e-9);
    }

    [Fact]
    public void What_is_a_mean_in_the_published_code_is_clipped_as_published_and_ink_is_not()
    {
        Assert.Equal(10, (ExperimentSpec.For("miniimagenet") with { Algorithm = "maml++" }).ClipValue);
        Assert.Equal(0.5, (ExperimentSpec.For("miniimagenet") with { ClipValue = 0.5 }).ClipValue);
        Assert.Null(ExperimentSpec.For("omniglot").ClipValue);
        Assert.Null(ExperimentSpec.For("sinusoid").ClipValue);
    }

    [Fact]
    public void A_run_that_was_stored_before_keeps_its_clip_and_its_network()
    {
        var stored = SpecField.ToSpec(new Dictionary<string, string> { ["problem"] = "miniimagenet", ["model"] = "conv4-pool", ["clip-value"] = "10" });
        Assert.Equal((10.0, "conv4-pool"), (stored.ClipValue!.Value, stored.Model));
    }

    [Fact]
    public void Mini_imagenet_s_shifts_are_the_outer_loop_s_alone_unless_they_are_asked_for()
    {
        Assert.Equal(
            ["features.layer1.conv.weight", "features.layer2.conv.weight", "features.layer3.conv.weight", "features.layer4.conv.weight", "classifier.weight", "classifier.bias"],
            AdaptedOf(ExperimentSpec.For("tiny-imagenet")));
        Assert.Equal(["features.layer1.norm.bias"], AdaptedOf(ExperimentSpec.For("tiny-imagenet") with { AdaptOnly = ["features.layer1.norm"] }));
        Assert.Equal(["classifier.weight", "classifier.bias"], AdaptedOf(ExperimentSpec.For("tiny-imagenet") with { Algorithm = "anil" }));
        Assert.Contains("features.layer1.norm.bias", AdaptedOf(ExperimentSpec.For("tiny-imagenet") with { Model = "conv4-pool" }));
    }

    private static IEnumerable<string> AdaptedOf(ExperimentSpec spec)
    {
        var network = Choices.Models[spec.Model].Make(spec, new(32, 32, 3), spec.Ways);
        return Choices.Algorithms[spec.Algorithm].Make(spec, network, (logits, labels) => Loss.CrossEntropy(logits, labels)).Adapted.Select(parameter => parameter.Name);
    }

    [Fact]
    public void One_s_own_pictures_are_told_apart_one_by_one()
        => Assert.Equal("support", ExperimentSpec.For("images").Statistics);

    [Fact]
    public void The_split_that_is_defined_with_quarter_turns_as_classes_has_them_unless_others_are_given()
    {
        var spec = ExperimentSpec.For("omniglot") with { Split = "vinyals" };
        Assert.Equal("classes", spec.Rotations);
        Assert.Equal("augment", (spec with { Rotations = "augment" }).Rotations);
        Assert.Equal("augment", (spec with { Split = "random-1200" }).Rotations);
        Assert.Equal("none", ExperimentSpec.For("strokes").Rotations);
    }

    [Fact]
    public void Settings_survive_the_way_to_text_and_back_for_every_problem_of_pictures()
    {
        foreach (var problem in ImageProblems.Names)
        {
            var options = SpecField.ToOptions(ExperimentSpec.For(problem));
            Assert.Equal(options, SpecField.ToOptions(SpecField.ToSpec(options)));
        }
    }

    [Fact]
    public void A_folder_s_classes_are_parted_so_that_each_part_has_an_episode_s_ways()
    {
        var split = ImageFolderSplit.Of("x", Images.MadeImages.Of(2, 2, 1, [.. Enumerable.Repeat(3, 16)]), 5);
        Assert.Equal((6, 5, 5), (split.Training.Length, split.Validation.Length, split.Test.Length));
        Assert.Equal(Enumerable.Range(0, 16), split.Training.Concat(split.Validation).Concat(split.Test).Order());
        var large = ImageFolderSplit.Of("x", Images.MadeImages.Of(2, 2, 1, [.. Enumerable.Repeat(3, 100)]), 5);
        Assert.Equal((70, 10, 20), (large.Training.Length, large.Validation.Length, large.Test.Length));
    }
}
