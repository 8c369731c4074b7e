using System.Text;
using MetaLearn.Episodes;

namespace MetaLearn.Tests.Episodes;

public class QueryFileTests
{
    private static readonly TableColumns Columns = new() { Episode = "store", Features = ["a", "kind"], Targets = ["y"] };

    private static T With<T>(string support, string query, Func<string, string, T> read)
    {
        using var first = new TemporaryFile(Encoding.UTF8.GetBytes(support));
        using var second = new TemporaryFile(Encoding.UTF8.GetBytes(query));
        return read(first.Path, second.Path);
    }

    private static string Rows(string header, int groups, int rows, int start)
        => header + "\n" + string.Concat(Enumerable.Range(0, groups * rows).Select(i => $"s{i % groups},{start + i},{(i % 3 == 0 ? "red" : "blue")},{start + i}\n"));

    [Fact]
    public void Support_rows_are_of_the_first_file_and_query_rows_of_the_second()
    {
        var episodes = With(Rows("store,a,kind,y", 3, 5, 0), "y,kind,store,a\n" + string.Concat(Enumerable.Range(100, 30).Select(i => $"{i},red,s{i % 3},{i}\n")),
            (support, query) => new TabularEpisodes(CsvTable.Read(support, Columns, query), Identity(), 5, 4));
        for (var i = 0; i < 30; i++)
        {
            var episode = episodes.Sample(1, i);
            Assert.All(episode.Support.Y.ToArray(), y => Assert.InRange(y, 0, 14));
            Assert.All(episode.Query.Y.ToArray(), y => Assert.InRange(y, 100, 129));
            Assert.Equal(9, episode.Support.Y.ToArray().Concat(episode.Query.Y.ToArray()).Distinct().Count());
            Assert.All(episode.Support.Y.ToArray(), y => Assert.Equal(episode.Name, $"s{(int)y % 3}"));
            Assert.All(episode.Query.Y.ToArray(), y => Assert.Equal(episode.Name, $"s{(int)y % 3}"));
        }
    }

    [Fact]
    public void A_group_in_one_file_only_is_left_out_with_a_warning()
    {
        var table = With(Rows("store,a,kind,y", 4, 3, 0), Rows("store,a,kind,y", 3, 3, 0) + "new,1,red,1\n", (support, query) =>
        {
            var read = CsvTable.Read(support, Columns, query);
            Assert.Equal([$"{support}: 2 of 5 episodes left out for having rows in one of the two files only: 's3' (only in {support}), 'new' (only in {query})."], read.Warnings);
            return read;
        });
        Assert.Equal(["s0", "s1", "s2"], table.Groups.Select(group => group.Name));
        Assert.Equal([3, 3, 3], table.Groups.Select(group => group.SupportRows!.Value));
        Assert.Equal(["s0", "s1", "s2"], table.WithAtLeast(3).Groups.Select(group => group.Name));
        Assert.Contains("Only 0 of 3 episodes have at least 4 support rows", Assert.Throws<DataException>(() => table.WithAtLeast(4)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_without_a_group_in_common_are_refused()
        => With("store,a,kind,y\nx,1,red,1\nw,1,red,1\n", "store,a,kind,y\nz,1,red,1\n", (support, query) =>
        {
            Assert.Equal($"{support}: 0 of 3 episodes have rows here and in {query}; at least 2 are needed.", Assert.Throws<DataException>(() => CsvTable.Read(support, Columns, query)).Message);
            return 0;
        });

    [Fact]
    public void A_mistake_in_the_second_file_names_it()
        => With(Rows("store,a,kind,y", 2, 3, 0), "store,a,kind\n", (support, query) =>
        {
            Assert.StartsWith($"{query}, line 1: There is no column 'y'", Assert.Throws<DataException>(() => CsvTable.Read(support, Columns, query)).Message, StringComparison.Ordinal);
            return 0;
        });

    private static TableEncoding Identity() => new(["a", "kind"], ["y"], new([0, 0, 0], [1, 1, 1], [0], [1]),
        new Dictionary<string, System.Collections.Immutable.ImmutableArray<string>> { ["kind"] = ["blue", "red"] });
}
