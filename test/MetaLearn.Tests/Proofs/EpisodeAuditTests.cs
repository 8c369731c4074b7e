using MetaLearn.Autodiff;
using MetaLearn.Episodes;
using MetaLearn.Proofs;

namespace MetaLearn.Tests.Proofs;

public sealed class EpisodeAuditTests
{
    private const int Episodes = 300;

    [Fact]
    public void Sinusoids_pass_and_say_what_does_not_apply()
    {
        var curves = new Sinusoids();
        var report = EpisodeAudit.Run([new("meta-training", curves, 0), new("meta-validation", curves, 1), new("meta-test", curves, 2)], Episodes);
        Assert.True(report.Passed, Text(report));
        Assert.Equal(["groups", "contents", "rows", "labels", "threads", "scaling", "time"], report.Checks.Select(check => check.Name));
        Assert.Equal(["contents", "rows", "threads"], report.Checks.Where(check => check.IsApplicable).Select(check => check.Name));
        Assert.Contains("900 episodes", report["rows"].Looked, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sound_table_passes_every_check_that_applies()
    {
        var (training, test) = (Table("a", "b", "c", "d"), Table("e", "f"));
        var scaling = Scaling.Learn(training);
        var report = EpisodeAudit.Run([Split("meta-training", training, scaling), Split("meta-test", test, scaling, seed: 9)], Episodes, scaling, () => Scaling.Learn(training));
        Assert.True(report.Passed, Text(report));
        Assert.Equal(["groups", "contents", "rows", "threads", "scaling"], report.Checks.Where(check => check.IsApplicable).Select(check => check.Name));
        Assert.Contains("6 groups", report["groups"].Looked, StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_in_two_splits_is_found_by_name()
    {
        var scaling = Scaling.Learn(Table("a", "b"));
        var report = EpisodeAudit.Run([Split("meta-training", Table("a", "b", "c"), scaling), Split("meta-test", Table("d", "b"), scaling, seed: 9)], Episodes);
        Assert.Contains("'b' is in meta-training and in meta-test", report["groups"].Finding, StringComparison.Ordinal);
        Assert.False(report.Passed);
    }

    [Fact]
    public void A_group_in_two_splits_is_found_under_another_name_too()
    {
        var table = Table("a", "b", "c");
        var group = table.Groups[1];
        var renamed = table with { Groups = [new("z", group.X, group.Y, group.Rows)] };
        var report = EpisodeAudit.Run([Split("meta-training", table, null), Split("meta-test", renamed, null, seed: 9)], Episodes);
        Assert.True(report["groups"].Passed);
        Assert.Contains("('z') is also in meta-training, in 'b'", report["contents"].Finding, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_that_are_in_support_and_query_are_found_by_their_contents()
    {
        var report = EpisodeAudit.Run([new("meta-training", new Sharing(), 0)], Episodes);
        Assert.Contains("meta-training episode 0: support row 2 and query row 1 have the same contents", report["rows"].Finding, StringComparison.Ordinal);
        Assert.Contains("300 episodes of 300 are so", report["rows"].Finding, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_that_are_in_support_and_query_are_found_by_their_place()
    {
        var report = EpisodeAudit.Run([new("meta-training", new Sharing { Origin = new([new("a", 4), new("a", 7), new("a", 2)], [new("a", 1), new("a", 2)]) }, 0)], Episodes);
        Assert.Contains("support row 2 and query row 1 are one row of 'a' (its row 2)", report["rows"].Finding, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_rows_from_different_places_of_a_table_are_said_and_no_fault()
    {
        var twice = new EpisodeGroup("a", new double[] { 1, 1, 1, 2, 3, 4, 5, 6 }, new double[] { 0, 0, 0, 1, 1, 2, 2, 3 }, 8);
        var table = new EpisodeTable { Source = "t", Features = ["x"], Targets = ["y"], Groups = [twice] };
        var report = EpisodeAudit.Run([Split("meta-training", table, null)], 50);
        Assert.True(report["rows"].Passed);
        Assert.Contains("hold equal rows from different places", report["rows"].Looked, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Labels_that_are_not_shuffled_are_found_by_their_place(bool oneHot)
    {
        var report = EpisodeAudit.Run([new("meta-training", new Classes { OneHot = oneHot, Shuffles = false }, 0)], Episodes);
        Assert.Contains("support row 0 is of class 0 in 100 %", report["labels"].Finding, StringComparison.Ordinal);
        Assert.Contains("not shuffled", report["labels"].Finding, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Shuffled_labels_pass(bool oneHot)
    {
        var report = EpisodeAudit.Run([new("meta-training", new Classes { OneHot = oneHot }, 0)], 1000);
        Assert.True(report.Passed, Text(report));
        Assert.True(report["labels"].IsApplicable);
    }

    [Fact]
    public void A_group_that_always_has_the_same_label_is_found_by_name()
    {
        var report = EpisodeAudit.Run([new("meta-training", new Classes { FixedLabels = true }, 0)], Episodes);
        Assert.Matches("'class [0-9]' is class [0-2] in all [0-9]+ episodes", report["labels"].Finding);
    }

    [Fact]
    public void An_episode_that_two_threads_repeat_is_found()
    {
        var report = EpisodeAudit.Run([new("meta-training", new PerThread(), 0)], Episodes);
        Assert.Contains("when two threads draw", report["threads"].Finding, StringComparison.Ordinal);
        Assert.Contains("the same as episode", report["threads"].Finding, StringComparison.Ordinal);
    }

    [Fact]
    public void An_episode_that_comes_twice_is_found()
    {
        var report = EpisodeAudit.Run([new("meta-training", new Halved(), 0)], Episodes);
        Assert.Contains("episodes 0 and 1 of meta-training are the same; 150 of 300 are repetitions", report["threads"].Finding, StringComparison.Ordinal);
    }

    [Fact]
    public void Small_groups_repeat_by_chance_and_pass()
    {
        var report = EpisodeAudit.Run([new("meta-training", new TabularEpisodes(Table("a", "b"), null, 1, 1), 0)], 1000);
        Assert.True(report["threads"].Passed, report["threads"].Finding);
    }

    [Fact]
    public void Episodes_from_memory_are_drawn_once_each()
    {
        var random = new RandomStream(1);
        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.Normal())];
        var all = Enumerable.Range(0, 40).Select(_ => new Episode(new(Numbers(3), Numbers(3)), new(Numbers(4), Numbers(4))));
        var report = EpisodeAudit.Run([new("meta-training", new MemoryEpisodes(all, new(1), new(1)), 0)], Episodes);
        Assert.True(report.Passed, Text(report));
        Assert.Contains("40 episodes", report["threads"].Looked, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scaling_learned_on_test_rows_is_found_with_both_numbers()
    {
        var (training, test) = (Table("a", "b"), Table("e", "f"));
        var leaked = Scaling.Learn(training with { Groups = [.. training.Groups, .. test.Groups] });
        var report = EpisodeAudit.Run([Split("meta-training", training, leaked), Split("meta-test", test, leaked, seed: 9)], Episodes, leaked, () => Scaling.Learn(training));
        Assert.Contains("feature 1 is scaled with mean", report["scaling"].Finding, StringComparison.Ordinal);
        Assert.Contains(leaked.FeatureMeans[0].ToString("G6", System.Globalization.CultureInfo.InvariantCulture), report["scaling"].Finding, StringComparison.Ordinal);
        Assert.Contains("learned on other rows", report["scaling"].Finding, StringComparison.Ordinal);
    }

    [Fact]
    public void Series_are_checked_in_time_and_pass()
    {
        var report = EpisodeAudit.Run([new("meta-training", SeriesOf(6), 0)], Episodes);
        Assert.True(report.Passed, Text(report));
        Assert.Equal(["groups", "contents", "rows", "threads", "time"], report.Checks.Where(check => check.IsApplicable).Select(check => check.Name));
    }

    [Fact]
    public void A_future_that_is_adapted_on_is_found_with_both_times()
    {
        var report = EpisodeAudit.Run([new("meta-training", new Sharing { Origin = new([new("a", 40, 5), new("a", 30, 5), new("a", 20, 5)], [new("a", 50, 5), new("a", 44, 5)]) { IsInTime = true } }, 0)], Episodes);
        Assert.Contains("a support target ends at time 44, and the query is to predict from time 44 on", report["time"].Finding, StringComparison.Ordinal);
        Assert.Contains("overlapping times", report["rows"].Finding, StringComparison.Ordinal);
    }

    private static SeriesEpisodes SeriesOf(int count)
    {
        var series = Enumerable.Range(0, count).Select(i => new Series($"s{i}", Enumerable.Range(0, 120).Select(t => Math.Sin(t * (0.1 + 0.05 * i)) + 0.01 * t).ToArray()));
        return new(new SeriesTable { Source = "t", Series = [.. series] }, new SeriesWindows { Lags = 6, Horizon = 2 }, shots: 4, queries: 5);
    }

    private static AuditSplit Split(string name, EpisodeTable table, Scaling? scaling, ulong seed = 0) => new(name, new TabularEpisodes(table, scaling, 3, 4), seed);

    // Every group has numbers of its own, told by its name.
    private static EpisodeTable Table(params string[] names) => new()
    {
        Source = "t",
        Features = ["x1", "x2"],
        Targets = ["y"],
        Groups = [.. names.Select(name =>
        {
            var random = new RandomStream(name[0]);
            double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => name[0] + random.Normal())];
            return new EpisodeGroup(name, Numbers(80), Numbers(40), 40);
        })],
    };

    private static string Text(AuditReport report) => string.Join('\n', report.Checks);
}
