using System.Text;
using MetaLearn.Episodes;

namespace MetaLearn.Tests.Episodes;

public class TextColumnsTests
{
    private static EpisodeTable Read(string content, TableColumns columns)
    {
        using var file = new TemporaryFile(Encoding.UTF8.GetBytes(content));
        return CsvTable.Read(file.Path, columns);
    }

    private static string Problem(string content, TableColumns columns)
    {
        using var file = new TemporaryFile(Encoding.UTF8.GetBytes(content));
        return Assert.Throws<DataException>(() => CsvTable.Read(file.Path, columns)).Message[file.Path.Length..];
    }

    private static readonly TableColumns Columns = new() { Episode = "store", Features = ["a", "kind"], Targets = ["y"] };

    [Fact]
    public void A_column_of_text_keeps_its_texts_and_each_cell_the_place_of_its_own()
    {
        var table = Read("store,a,kind,y\nx,1,red,3\nz,4,blue,6\nx,7,red,9\nz,1,green,2\n", Columns);
        Assert.Equal(["red", "blue", "green"], table.Texts["kind"]);
        Assert.Single(table.Texts);
        Assert.Equal([1, 0, 7, 0], table.Groups[0].X.ToArray());
        Assert.Equal([4, 1, 1, 2], table.Groups[1].X.ToArray());
    }

    [Fact]
    public void A_column_of_numbers_that_is_declared_holds_categories()
    {
        var table = Read("store,a,kind,y\nx,1,7,3\nz,4,1,6\nx,7,7,9\n", Columns with { Categories = ["kind"] });
        Assert.Equal(["7", "1"], table.Texts["kind"]);
        Assert.Empty(Read("store,a,kind,y\nx,1,7,3\nz,4,1,6\nx,7,7,9\n", Columns).Texts);
    }

    [Fact]
    public void Text_between_numbers_stays_an_error_that_says_how_to_declare_it()
    {
        var rows = new StringBuilder("store,a,kind,y\n");
        for (var row = 0; row < 20; row++) rows.Append($"s{row % 2},{row},{(row == 12 ? "n/a" : "3")},1\n");
        Assert.Equal(", line 14: Expected a number in column 'kind', found 'n/a'; if its cells are names, declare it: --categories kind.", Problem(rows.ToString(), Columns));
    }

    [Fact]
    public void A_few_numbers_between_texts_are_texts()
    {
        var rows = new StringBuilder("store,a,kind,y\n");
        for (var row = 0; row < 20; row++) rows.Append($"s{row % 2},{row},{(row == 12 ? "12" : "red")},1\n");
        Assert.Equal(["red", "12"], Read(rows.ToString(), Columns).Texts["kind"]);
    }

    [Fact]
    public void A_target_of_text_holds_labels()
        => Assert.Equal(["yes", "no"], Read("store,a,kind,y\nx,1,7,yes\nz,4,1,no\n", Columns).Texts["y"]);

    [Fact]
    public void Targets_of_text_and_of_numbers_are_not_mixed()
    {
        Assert.Equal(": The targets mix labels ('kind') and numbers ('y'); expected one column of labels, or columns of numbers only.",
            Problem("store,a,kind,y\nx,1,red,3\nz,4,blue,6\n", Columns with { Features = ["a"], Targets = ["y", "kind"] }));
        Assert.Equal(": The targets 'kind', 'y' are 2 columns of labels; classification takes one.",
            Problem("store,a,kind,y\nx,1,red,on\nz,4,blue,off\n", Columns with { Features = ["a"], Targets = ["kind", "y"] }));
    }

    [Fact]
    public void A_declared_column_that_is_not_used_is_refused_with_the_nearest_name()
    {
        Assert.Equal(": Column 'kinds' was named as one of categories and is no feature; the nearest feature is 'kind'.", Problem("store,a,kind,y\n", Columns with { Categories = ["kinds"] }));
        Assert.Equal(": Column 'a' was named as one of classes and is no target; the nearest target is 'y'.", Problem("store,a,kind,y\n", Columns with { Classes = "a" }));
    }

    [Fact]
    public void Too_many_categories_are_refused_at_the_line_that_is_one_too_many()
    {
        var rows = new StringBuilder("store,a,kind,y\n");
        for (var row = 0; row < 1500; row++) rows.Append($"s{row % 2},{row},id{row},1\n");
        Assert.StartsWith(", line 1002: 'id1000' is text 1,001 of column 'kind', which makes too many categories", Problem(rows.ToString(), Columns), StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_cell_of_a_text_column_is_refused()
        => Assert.Equal(", line 3: The cell in column 'kind' is empty; expected a name.", Problem("store,a,kind,y\nx,1,red,3\nz,4,,6\n", Columns));
}
