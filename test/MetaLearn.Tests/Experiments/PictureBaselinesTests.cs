using MetaLearn.Algorithms;
using MetaLearn.Experiments;

namespace MetaLearn.Tests.Experiments;

public sealed class PictureBaselinesTests
{
    [Fact]
    public void A_classifier_is_trained_on_batches_of_64_and_measured_beside_what_its_features_give()
    {
        var experiment = Experiment.Build(Small("classifier"));
        Assert.Equal((32, 2), (experiment.Training.Shape.SupportRows + experiment.Training.Shape.QueryRows, experiment.Options.MetaBatch));
        Assert.False(experiment.IsTransductive);
        var parameters = Initial(experiment);
        var results = Measurement.BesideBaselines(experiment, parameters, null, 20, seed: 0);
        Assert.Equal(["1-NN on features", "fine-tuning", "1-NN on pixels"], results.Learners.Select(learner => learner.Name));
        Assert.Equal(15, results.Learners[1].Selected);
        // Pixels alone tell drawn characters apart better than by chance.
        Assert.True(results.Learners[2].Accuracy[0].Mean > 0.3);
        // The scores of a nearest neighbour are no probabilities: accuracies compare.
        foreach (var learner in results.Learners.Skip(1))
            Assert.Equal(learner.Accuracy[learner.Selected].Mean - results.Learners[0].Accuracy[results.Learners[0].Selected].Mean, learner.AccuracyDifference!.Value.Mean, 1e-12);
        Assert.Null(results.Learners[0].AccuracyDifference);
    }

    [Fact]
    public void Baseline_plus_plus_has_as_many_classes_as_there_are_to_train_on_and_trains_a_head_on_new_ones()
    {
        var experiment = Experiment.Build(Small("baseline++"));
        var learner = Assert.IsType<Classifier>(experiment.Learner);
        Assert.Equal("classifier.weight", learner.Parameters[^1].Name);
        var contender = PictureBaselines.NewHead(experiment, Initial(experiment));
        var evaluation = Measurement.Run(experiment, contender, 20);
        Assert.InRange(contender.Selected, 1, 50);
        Assert.True(evaluation.Losses[contender.Selected].Average() < evaluation.Losses[0].Average());
    }

    [Theory]
    [InlineData("omniglot", "maml", null, "0.001 0.003 0.01 0.03 0.1 0.3 1 2")]
    [InlineData("omniglot", "reptile", 0.001, "0.001 0.003 0.01 0.03 0.1 0.3 1 2")]
    [InlineData("omniglot", "maml", 50.0, "0.001 0.003 0.01 0.03 0.1 0.3 1 3 50")]
    [InlineData("tiny-imagenet", "maml", null, "0.001 0.003 0.01 0.03 0.1")]
    [InlineData("sinusoid", "maml", 5.0, "0.001 0.003 0.01 0.03 0.1")]
    public void The_random_start_is_tried_with_rates_up_to_the_learner_s(string problem, string algorithm, double? rate, string rates)
    {
        var spec = ExperimentSpec.For(problem) with { Algorithm = algorithm };
        Assert.Equal(rates, string.Join(' ', Baselines.RatesOfFineTuning(rate is { } given ? spec with { InnerLearningRate = given } : spec).Select(value => value.ToString(System.Globalization.CultureInfo.InvariantCulture))));
    }

    [Fact]
    public void What_has_no_labelled_pictures_or_no_features_is_refused()
    {
        var failure = Assert.Throws<ArgumentException>(() => Experiment.Build(ExperimentSpec.For("sinusoid") with { Algorithm = "classifier" }));
        Assert.StartsWith("classifier is trained on labelled pictures, not on sinusoid", failure.Message, StringComparison.Ordinal);
        failure = Assert.Throws<ArgumentException>(() => Experiment.Build(Small("classifier") with { Model = "mlp", Filters = 64 }));
        Assert.Equal("classifier needs a network with features: conv4, conv4-pool, conv4-mini, resnet12; found mlp.", failure.Message);
    }

    private static ExperimentSpec Small(string algorithm)
        => ExperimentSpec.For("strokes") with { Algorithm = algorithm, Filters = 4, Ways = 3, ValidationEpisodes = 4, Threads = 1 };

    private static IReadOnlyList<float[]> Initial(Experiment experiment)
        => [.. experiment.Learner.InitialValues(0).Select(values => Array.ConvertAll(values, value => (float)value))];
}
