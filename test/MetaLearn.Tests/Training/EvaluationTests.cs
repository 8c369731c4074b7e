using MetaLearn.Experiments;
using MetaLearn.Tests.Episodes;
using MetaLearn.Training;

namespace MetaLearn.Tests.Training;

public sealed class EvaluationTests
{
    [Theory]
    [InlineData(3, new double[] { 1, 2, 3, 5, 6, 7 }, new double[] { 3, 4, 5 })]
    [InlineData(3, new double[] { 1, 2, 3, 5 }, new double[] { 3, 2, 3 })]
    [InlineData(3, new double[] { 1, 2 }, new double[] { 1, 2 })]
    [InlineData(1, new double[] { 1, 2, 6 }, new double[] { 3 })]
    public void GroupMeans_are_of_the_episodes_that_are_that_many_apart(int groups, double[] losses, double[] means)
        => Assert.Equal(means, Evaluation.GroupMeans(losses, groups));

    [Fact]
    public void The_interval_is_over_groups_for_their_episodes_are_not_independent()
    {
        // Ten copies of the same two losses tell no more than the two.
        var losses = Enumerable.Repeat(new double[] { 1, 3 }, 10).SelectMany(pair => pair).ToArray();
        var evaluation = new Evaluation(new(20, 0, 5, 5, 0), [losses]) { Accuracies = [losses] };
        var grouped = evaluation.ByGroup((2, "series"));
        Assert.Equal(Estimate.Of([1, 3]), Assert.Single(grouped.ByStep));
        Assert.Equal([1, 3], Assert.Single(grouped.Accuracies));
        Assert.Equal(2, grouped.ByStep[0].Mean);
        Assert.True(evaluation.ByStep[0].Interval < grouped.ByStep[0].Interval / 3);
        Assert.Same(evaluation, evaluation.ByGroup(null));
        Assert.StartsWith("20 episodes of 2 series (seed 0), ", grouped.Protocol.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("± is 1.96 σ/√n over the 2 means", grouped.Protocol.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("20 episodes (seed 0), ", evaluation.Protocol.ToString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Series_are_measured_at_ten_presents_each_and_a_tables_groups_once()
    {
        var file = SharedData.File("m4-hourly/Hourly-train.csv.gz");
        var spec = ExperimentSpec.For("series") with { File = file, Threads = 1, EvaluationSteps = 1 };
        var experiment = Experiment.Build(spec);
        Assert.Equal((830, (83, "series")), (experiment.Data.TestEpisodes, experiment.Data.TestGroups));
        var onValidation = experiment.OnValidation();
        Assert.Equal((410, (41, "series")), (onValidation.Data.TestEpisodes, onValidation.Data.TestGroups));
        var names = Enumerable.Range(0, 830).Select(index => experiment.Test.Sample(Experiment.TestSeed(0), index).Name).ToArray();
        Assert.Equal(83, names.Distinct().Count());
        Assert.All(Enumerable.Range(0, 830), index => Assert.Equal(names[index % 83], names[index]));
        var evaluation = Measurement.Run(experiment, Baselines.Initial(experiment), 830, seed: 0);
        Assert.All(evaluation.Losses, row => Assert.Equal(83, row.Length));
    }
}
