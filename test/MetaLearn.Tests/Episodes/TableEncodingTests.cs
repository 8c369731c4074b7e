using System.Text;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;

namespace MetaLearn.Tests.Episodes;

public class TableEncodingTests
{
    private const string Text = "store,a,kind,y\nx,1,red,up\nx,3,blue,down\nx,5,red,up\nz,4,green,down\nz,4,blue,left\nz,4,red,up\n";

    private static EpisodeTable Read(string content, params string[] features)
    {
        using var file = new TemporaryFile(Encoding.UTF8.GetBytes(content));
        return CsvTable.Read(file.Path, "store", features, ["y"]) with { Source = "t.csv" };
    }

    [Fact]
    public void Categories_and_labels_are_those_of_the_training_groups_in_ordinal_order()
    {
        var encoding = TableEncoding.Learn(Read(Text, "kind", "a").Only(["x"]));
        Assert.Equal(["blue", "red"], encoding.Categories["kind"].AsEnumerable());
        Assert.Equal(["down", "up"], encoding.Labels.AsEnumerable());
        Assert.Equal((3, 2, true), (encoding.InputWidth, encoding.OutputWidth, encoding.IsClassification));
        Assert.Equal([0, 0, 3], encoding.Scaling.FeatureMeans.ToArray());
        Assert.Equal([1, 1, Math.Sqrt(8 / 3.0)], encoding.Scaling.FeatureDeviations.ToArray());
    }

    [Fact]
    public void A_category_is_a_one_in_its_place_and_a_label_its_class()
    {
        var table = Read(Text, "kind", "a");
        var encoding = TableEncoding.Learn(table);
        var episodes = new TabularEpisodes(table, encoding, 1, 2, EpisodeOrder.AsGiven);
        Assert.Equal(new EpisodeShape(1, 2, new Shape(4), Shape.Scalar), episodes.Shape);
        var seen = new HashSet<(string, float)>();
        for (var i = 0; i < 40; i++)
        {
            var episode = episodes.Sample(1, i);
            var (x, y) = (episode.Query.X.ToArray(), episode.Query.Y.ToArray());
            for (var row = 0; row < 2; row++)
            {
                Assert.Equal(1, x.AsSpan(row * 4, 3).ToArray().Sum());
                seen.Add((encoding.Categories["kind"][Array.IndexOf(x, 1f, row * 4, 3) - row * 4], y[row]));
            }
        }
        // blue is 0, green 1, red 2; down is 0, left 1, up 2.
        Assert.Equal([("blue", 0f), ("blue", 1f), ("green", 0f), ("red", 2f)], seen.Order());
    }

    [Fact]
    public void A_category_that_training_has_not_seen_is_all_zero_and_warned_about_with_its_line()
    {
        var table = Read(Text.Replace("up", "down", StringComparison.Ordinal).Replace("x,3,blue,down", "x,3,blue,left", StringComparison.Ordinal), "kind");
        var encoding = TableEncoding.Learn(table.Only(["x"]));
        Assert.Equal(["t.csv: column 'kind' holds 1 category that no meta-training row has, which the model sees as none: 'green' (line 5)."], encoding.Check(table.Only(["z"])));
        Assert.Empty(encoding.Check(table.Only(["x"])));
        var episodes = new TabularEpisodes(table.Only(["z"]), encoding, 1, 2);
        Assert.Contains(Enumerable.Range(0, 20).SelectMany(i => episodes.Sample(1, i).Support.X.ToArray().Chunk(2)), row => row is [0, 0]);
    }

    [Fact]
    public void A_label_that_training_has_not_seen_is_refused_with_its_line_and_the_known_ones()
    {
        var table = Read(Text.Replace("left", "upp", StringComparison.Ordinal), "a");
        var encoding = TableEncoding.Learn(table.Only(["x"]));
        const string Message = "t.csv: The label 'upp' in column 'y' (line 6) is none that the model knows; the nearest is 'up', the known ones are 'down', 'up'.";
        Assert.Equal(Message, Assert.Throws<DataException>(() => encoding.Check(table.Only(["z"]))).Message);
        Assert.Equal(Message, Assert.Throws<DataException>(() => new TabularEpisodes(table.Only(["z"]), encoding, 1, 1)).Message);
    }

    [Fact]
    public void One_label_alone_is_nothing_to_learn()
        => Assert.Contains("has the label 'up' in column 'y'; at least 2 labels are needed", Assert.Throws<DataException>(
            () => TableEncoding.Learn(Read("store,a,y\nx,1,up\nx,2,up\nz,1,down\n", "a").Only(["x"]))).Message, StringComparison.Ordinal);

    [Fact]
    public void Text_has_no_scaling()
        => Assert.Contains("Column 'kind' is of text", Assert.Throws<ArgumentException>(() => Scaling.Learn(Read(Text, "kind"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Parts_that_do_not_go_together_are_refused()
    {
        var scaling = new Scaling([0, 0], [1, 1], [0], [1]);
        Assert.Equal(2, new TableEncoding(["a"], ["y"], scaling, new Dictionary<string, System.Collections.Immutable.ImmutableArray<string>> { ["a"] = ["p", "q"] }).InputWidth);
        Assert.Throws<ArgumentException>(() => new TableEncoding(["a"], ["y"], scaling));
        Assert.Throws<ArgumentException>(() => new TableEncoding(["a"], ["y"], scaling, new Dictionary<string, System.Collections.Immutable.ImmutableArray<string>> { ["a"] = ["p", "p"] }));
        Assert.Throws<ArgumentException>(() => new TableEncoding(["a", "b"], ["y"], scaling, labels: ["one"]));
        Assert.Throws<ArgumentException>(() => new TableEncoding(["a", "b"], ["y"], scaling, labels: ["one", "one"]));
    }

    [Fact]
    public void A_table_of_other_columns_or_of_text_where_numbers_were_is_refused()
    {
        var encoding = TableEncoding.Learn(Read("store,a,y\nx,1,2\nz,3,4\n", "a"));
        Assert.Contains("the table has b and y", Assert.Throws<ArgumentException>(() => new TabularEpisodes(Read("store,b,y\nx,1,2\nx,3,4\nz,1,1\nz,1,1\n", "b"), encoding, 1, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("Column 'a' is of text; the encoding takes numbers.",
            Assert.Throws<ArgumentException>(() => new TabularEpisodes(Read("store,a,y\nx,p,2\nx,q,4\nz,p,1\nz,p,1\n", "a"), encoding, 1, 1)).Message, StringComparison.Ordinal);
    }
}
