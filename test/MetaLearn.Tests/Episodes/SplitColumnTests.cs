using System.Text;
using MetaLearn.Episodes;

namespace MetaLearn.Tests.Episodes;

public class SplitColumnTests
{
    private static T With<T>(string content, Func<string, T> read)
    {
        using var file = new TemporaryFile(Encoding.UTF8.GetBytes(content));
        return read(file.Path);
    }

    private static EpisodeTable Table(string path) => CsvTable.Read(path, new() { Episode = "store", Features = ["a"], Targets = ["y"], Split = "part" });

    private static string Problem(string content) => With(content, path => Assert.Throws<DataException>(() => Table(path)).Message[path.Length..]);

    [Fact]
    public void A_column_says_what_each_group_is_for()
    {
        var table = With("part,store,a,y\ntrain,p,1,2\nTest,q,1,2\nmeta-validation,r,1,2\nmeta-train,s,1,2\ntrain,p,1,3\n", Table);
        Assert.Equal([EpisodePart.Train, EpisodePart.Test, EpisodePart.Validation, EpisodePart.Train], table.Groups.Select(group => group.Part!.Value));
        var split = EpisodeSplit.ByColumn(table.Groups.Select(group => (group.Name, group.Part!.Value)));
        Assert.Equal(["p", "s"], split.Train);
        Assert.Equal(["r"], split.Validation);
        Assert.Equal(["q"], split.Test);
    }

    [Fact]
    public void Another_value_is_refused_with_the_nearest()
        => Assert.Equal(", line 3: Expected train, validation or test in column 'part', found 'tset'; the nearest is 'test'.", Problem("part,store,a,y\ntrain,p,1,2\ntset,q,1,2\n"));

    [Fact]
    public void A_group_with_two_values_is_refused_with_both_lines()
        => Assert.Equal(", line 4: 'p' is test here and train in line 2; all of its rows must have one value in column 'part'.", Problem("part,store,a,y\ntrain,p,1,2\ntest,q,1,2\ntest,p,1,2\n"));

    [Fact]
    public void The_split_column_is_for_nothing_else()
        => Assert.Contains("Column 'part' was named 2 times", With("part,store,a,y\n", path => Assert.Throws<DataException>(
            () => CsvTable.Read(path, new() { Episode = "part", Features = ["a"], Targets = ["y"], Split = "part" })).Message), StringComparison.Ordinal);

    [Fact]
    public void A_part_without_an_episode_is_refused()
        => Assert.StartsWith("The split column makes 1 episodes train, 0 validation and 1 test; at least 1 of each is needed.",
            Assert.Throws<ArgumentException>(() => EpisodeSplit.ByColumn([("a", EpisodePart.Train), ("b", EpisodePart.Test)])).Message, StringComparison.Ordinal);

    [Fact]
    public void Series_in_long_form_have_one_too()
    {
        var table = With("name,value,part\np,1,train\nq,2,test\np,3,train\n", path => SeriesTable.ReadLong(path, "name", "value", "part"));
        Assert.Equal([EpisodePart.Train, EpisodePart.Test], table.Series.Select(series => series.Part!.Value));
        var message = With("name,value,part\np,1,train\np,3,test\n", path => Assert.Throws<DataException>(() => SeriesTable.ReadLong(path, "name", "value", "part")).Message);
        Assert.Contains("line 3: 'p' is test here and train in line 2", message, StringComparison.Ordinal);
    }
}
