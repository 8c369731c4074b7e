using MetaLearn.Experiments;
using MetaLearn.Files;
using MetaLearn.Training;

namespace MetaLearn.Tests.Experiments;

public sealed class ResultSetTests
{
    [Fact]
    public void Paired_differences_leave_out_what_episodes_have_in_common()
    {
        var paired = ResultSet.Paired([101, 202, 303], [100, 201, 302]);
        Assert.Equal(1, paired.Mean, 12);
        Assert.Equal(0, paired.Interval, 12);
        var differing = ResultSet.Paired([1, 3], [1, 1]);
        Assert.Equal(1, differing.Mean, 12);
        Assert.Equal(1.96 / Math.Sqrt(2), differing.Interval, 12);
        Assert.Contains("2 losses cannot be paired with 1", Assert.Throws<ArgumentException>(() => ResultSet.Paired([1, 2], [1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_survive_the_way_to_JSON_and_back_and_what_diverged_is_NaN()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("metalearn-results-").FullName, "evaluation.json");
        var results = new ResultSet(new(600, 7, 10, 15, 2) { Groups = (60, "series") }, "mean squared error",
        [
            new("MAML", "one", [new(3, 0.1), new(2, 0.2), new(1.0 / 3, 0.3)], 2),
            new("pretrained", "two", [new(4, 0.4), new(double.PositiveInfinity, double.NaN)], 0, new(0.5, 0.6), new(-0.7, 0.8))
            {
                Accuracy = [new(0.9, 0.01), new(0.2, 0.02)], AccuracyDifference = new(-0.05, 0.03), AccuracyDifferenceAtStart = new(0.25, 0.04),
            },
        ]);
        ResultSetJson.Write(path, results);
        var read = ResultSetJson.Read(path);
        Assert.Equal(results.Protocol, read.Protocol);
        Assert.Equal((60, "series"), read.Protocol.Groups);
        Assert.Equal(results.Unit, read.Unit);
        Assert.Equal(results.Learners[0].ByStep, read.Learners[0].ByStep);
        Assert.Null(read.Learners[0].Difference);
        Assert.Equal((new Estimate(0.5, 0.6), new Estimate(-0.7, 0.8)), (read.Learners[1].Difference, read.Learners[1].DifferenceAtStart));
        Assert.Equal((new Estimate(-0.05, 0.03), new Estimate(0.25, 0.04)), (read.Learners[1].AccuracyDifference, read.Learners[1].AccuracyDifferenceAtStart));
        Assert.Equal(results.Learners[1].Accuracy, read.Learners[1].Accuracy);
        Assert.Null(read.Learners[0].AccuracyDifference);
        Assert.True(double.IsNaN(read.Learners[1].ByStep[1].Mean));
        ResultSetJson.Write(path, results with { Protocol = results.Protocol with { Groups = null } });
        Assert.Null(ResultSetJson.Read(path).Protocol.Groups);
        File.WriteAllText(path, "{\"episodes\":600}");
        Assert.Contains(path, Assert.Throws<FileFormatException>(() => ResultSetJson.Read(path)).Message, StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void Meta_test_episodes_are_none_of_training_or_validation()
    {
        var experiment = Experiment.Build(ExperimentSpec.For("sinusoid"));
        var seeds = new[] { experiment.Options.Seed, experiment.Options.ValidationSeed, Experiment.TestSeed(0), Experiment.TestSeed(1) };
        Assert.Equal(4, seeds.Distinct().Count());
        var first = seeds.Select(seed => experiment.Test.Sample(seed, 0).Support.X.Span[0]).ToList();
        Assert.Equal(4, first.Distinct().Count());
    }
}
