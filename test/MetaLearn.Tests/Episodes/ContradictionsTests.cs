using System.Text;
using MetaLearn.Episodes;

namespace MetaLearn.Tests.Episodes;

public class ContradictionsTests
{
    private static string? Find(string rows)
    {
        using var file = new TemporaryFile(Encoding.UTF8.GetBytes("store,a,b,y\n" + rows));
        var table = CsvTable.Read(file.Path, "store", ["a", "b"], ["y"]) with { Source = "t.csv" };
        return Contradictions.Find(table, TableEncoding.Learn(table));
    }

    [Fact]
    public void Equal_features_with_two_labels_are_found_with_their_lines()
        => Assert.Equal("t.csv: 1 row contradicts an earlier row of its group: its features are equal and its label is another; it is line 4, against line 2, of 'p'.",
            Find("p,1,2,yes\np,1,3,no\np,1,2,no\np,1,3,no\nq,1,2,no\n"));

    [Fact]
    public void Equal_features_with_far_apart_targets_are_found_and_near_ones_are_noise()
    {
        var noise = string.Concat(Enumerable.Range(0, 100).Select(i => $"{"pq"[i % 2]},{i / 4},1,{i % 3}\n"));
        Assert.Null(Find(noise));
        Assert.Equal("t.csv: 1 row contradicts an earlier row of its group: its features are equal and its target is more than 3 deviations away; it is line 102, against line 2, of 'p'.",
            Find(noise + "p,0,1,90\n"));
    }

    [Fact]
    public void Rows_of_different_groups_never_contradict() => Assert.Null(Find("p,1,2,yes\nq,1,2,no\n"));
}
