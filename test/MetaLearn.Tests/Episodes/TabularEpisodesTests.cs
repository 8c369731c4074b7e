using FsCheck;
using FsCheck.Fluent;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;

namespace MetaLearn.Tests.Episodes;

public class TabularEpisodesTests
{
    /// <summary>Groups of the given numbers of rows; the one feature is 100 · group + row, the target its negative.</summary>
    private static EpisodeTable Table(params int[] rows) => new()
    {
        Source = "stores.csv",
        Features = ["a"],
        Targets = ["y"],
        Groups = [.. rows.Select((count, group) => new EpisodeGroup($"g{group}",
            Enumerable.Range(0, count).Select(row => 100.0 * group + row).ToArray(), Enumerable.Range(0, count).Select(row => -100.0 * group - row).ToArray(), count))],
    };

    [Fact]
    public void Support_and_query_are_rows_of_the_named_group_and_share_none()
        => Prop.ForAll(Gen.Choose(0, 10_000).ToArbitrary(), index =>
        {
            var episode = new TabularEpisodes(Table(8, 9, 20), null, 3, 5).Sample(1, index);
            var (support, query) = (episode.Support.X.ToArray(), episode.Query.X.ToArray());
            Assert.Equal(8, support.Concat(query).Distinct().Count());
            Assert.All(support.Concat(query), x => Assert.Equal(episode.Name, $"g{(int)x / 100}"));
            Assert.Equal(support.Select(x => -x), episode.Support.Y.ToArray());
            Assert.Equal(query.Select(x => -x), episode.Query.Y.ToArray());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100).WithReplay(1UL, 1UL));

    [Fact]
    public void A_short_group_repeats_its_other_rows_evenly_in_the_query_set()
    {
        var episode = new TabularEpisodes(Table(5, 5), null, 3, 5).Sample(1, 0);
        var counts = episode.Query.X.ToArray().CountBy(x => x).Select(pair => pair.Value).Order();
        Assert.Equal([2, 3], counts);
        Assert.Empty(episode.Query.X.ToArray().Intersect(episode.Support.X.ToArray()));
    }

    [Fact]
    public void The_support_set_does_not_change_with_queries()
    {
        for (var i = 0; i < 20; i++)
            EpisodeAssert.Same(new TabularEpisodes(Table(9, 20), null, 4, 1).Sample(1, i).Support, new TabularEpisodes(Table(9, 20), null, 4, 12).Sample(1, i).Support);
    }

    [Fact]
    public void Every_row_comes_into_the_support_set_equally_often()
    {
        var source = new TabularEpisodes(Table(10, 10), null, 2, 1);
        var counts = Enumerable.Range(0, 10_000).SelectMany(i => source.Sample(1, i).Support.X.ToArray()).CountBy(x => x).ToList();
        Assert.Equal(20, counts.Count);
        Assert.All(counts, count => Assert.InRange(count.Value, 850, 1150));
    }

    [Fact]
    public void The_shape_counts_columns()
    {
        Assert.Equal(new EpisodeShape(2, 3, new Shape(1), new Shape(1)), new TabularEpisodes(Table(4, 4), null, 2, 3).Shape);
    }

    [Fact]
    public void Short_groups_are_left_out_with_a_warning_that_names_them()
    {
        var table = Table(11, 10, 30, 2).WithAtLeast(10);
        Assert.Equal(["g0", "g2"], table.Groups.Select(group => group.Name));
        Assert.Equal(["stores.csv: 2 of 4 episodes left out for having fewer than 11 rows (10 to adapt on and 1 to predict): 'g1' has 10, 'g3' has 2."], table.Warnings);
        Assert.Empty(Table(11, 12).WithAtLeast(10).Warnings);
    }

    [Theory]
    [InlineData(new[] { 11, 10, 3 }, "stores.csv: Only 1 of 3 episodes has at least 11 rows (10 to adapt on and 1 to predict); at least 2 are needed ('g1' has 10, 'g2' has 3).")]
    [InlineData(new[] { 1, 2 }, "stores.csv: Only 0 of 2 episodes have at least 11 rows (10 to adapt on and 1 to predict); at least 2 are needed ('g0' has 1, 'g1' has 2).")]
    public void Fewer_than_two_groups_of_K_plus_1_rows_are_refused(int[] rows, string message) =>
        Assert.Equal(message, Assert.Throws<DataException>(() => Table(rows).WithAtLeast(10)).Message);

    [Fact]
    public void A_group_of_K_rows_is_refused_when_it_was_not_left_out() =>
        Assert.Equal("stores.csv: Episode 'g1' has 4 rows; 4 shots need at least 5.", Assert.Throws<DataException>(() => new TabularEpisodes(Table(9, 4), null, 4, 1)).Message);

    [Fact]
    public void Only_keeps_the_named_groups_and_refuses_unknown_ones()
    {
        Assert.Equal(["g0", "g2"], Table(3, 3, 3).Only(["g2", "g0"]).Groups.Select(group => group.Name));
        Assert.StartsWith("'g9' is none of the 3 groups.", Assert.Throws<ArgumentException>(() => Table(3, 3, 3).Only(["g9"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_are_scaled_as_told()
    {
        var table = Table(5, 5);
        var scaling = new Scaling([10], [2], [-20], [4]);
        var (plain, scaled) = (new TabularEpisodes(table, null, 2, 2).Sample(1, 0), new TabularEpisodes(table, scaling, 2, 2).Sample(1, 0));
        Assert.Equal(plain.Support.X.ToArray().Select(x => (x - 10) / 2), scaled.Support.X.ToArray());
        Assert.Equal(plain.Query.Y.ToArray().Select(y => (y + 20) / 4), scaled.Query.Y.ToArray());
    }

    [Fact]
    public void A_scaling_of_another_table_and_impossible_numbers_are_refused()
    {
        var message = Assert.Throws<ArgumentException>(() => new TabularEpisodes(Table(5, 5), new Scaling([0, 0], [1, 1], [0], [1]), 2, 2)).Message;
        Assert.StartsWith("The scaling is of 2 features and 1 targets; the table has 1 and 1.", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new TabularEpisodes(Table(5, 5), null, 0, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TabularEpisodes(Table(5, 5), null, 1, 0));
        Assert.Contains("not finite once scaled", Assert.Throws<DataException>(() => new TabularEpisodes(Table(5, 5), new Scaling([0], [1e-300], [0], [1]), 1, 1)).Message, StringComparison.Ordinal);
    }
}
