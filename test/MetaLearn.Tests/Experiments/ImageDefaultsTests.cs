using MetaLearn.Experiments;

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
        Assert.Equal(("conv4-pool", 10.0), (spec.Model, spec.ClipValue));
        Assert.Equal(3, (spec with { EvaluationShots = 3 }).EvaluationQueries);
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
