using System.Text;
using MetaLearn.Episodes;

namespace MetaLearn.Tests.Episodes;

public class CsvTableTests
{
    private const string Good = "store,a,b,y\nx,1,2,3\nz,4,5,6\nx,7,8,9\n";

    private static EpisodeTable Read(byte[] content)
    {
        using var file = new TemporaryFile(content);
        return CsvTable.Read(file.Path, "store", ["a", "b"], ["y"]);
    }

    private static EpisodeTable Read(string content) => Read(Encoding.UTF8.GetBytes(content));

    /// <summary>What follows the path in the message.</summary>
    private static string Problem(byte[] content, string[]? features = null)
    {
        using var file = new TemporaryFile(content);
        var exception = Assert.Throws<DataException>(() => CsvTable.Read(file.Path, "store", features ?? ["a", "b"], ["y"]));
        Assert.Equal(file.Path, exception.File);
        Assert.StartsWith(file.Path, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
        return exception.Message[file.Path.Length..];
    }

    private static string Problem(string content, string[]? features = null) => Problem(Encoding.UTF8.GetBytes(content), features);

    private static void CheckGood(EpisodeTable table)
    {
        Assert.Equal(["x", "z"], table.Groups.Select(group => group.Name));
        Assert.Equal([1, 2, 7, 8], table.Groups[0].X.ToArray());
        Assert.Equal([3, 9], table.Groups[0].Y.ToArray());
        Assert.Equal([4, 5], table.Groups[1].X.ToArray());
        Assert.Equal((2, 1), (table.Groups[0].Rows, table.Groups[1].Rows));
    }

    [Fact]
    public void Rows_that_share_a_value_are_one_group_even_when_apart() => CheckGood(Read(Good));

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_first_name() => CheckGood(Read([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Good)]));

    [Fact]
    public void Utf_16_with_a_byte_order_mark_is_read() => CheckGood(Read([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Good)]));

    [Fact]
    public void Carriage_returns_are_read() => CheckGood(Read(Good.Replace("\n", "\r\n", StringComparison.Ordinal)));

    [Fact]
    public void Semicolons_blanks_and_empty_lines_are_read() => CheckGood(Read(Good.Replace(",", " ; ", StringComparison.Ordinal).Replace("\n", "\n\n", StringComparison.Ordinal)));

    [Fact]
    public void Gzip_is_known_by_its_content_not_its_name() => CheckGood(Read(TemporaryFile.Gzip(Good)));

    [Fact]
    public void Gzip_of_several_members_is_read_to_its_end() => CheckGood(Read([.. TemporaryFile.Gzip(Good[..20]), .. TemporaryFile.Gzip(Good[20..])]));

    [Fact]
    public void Quoted_line_breaks_separators_and_quotes_are_part_of_the_name()
    {
        var table = Read("store,a,b,y\n\"one\nline, \"\"two\"\"\",1,2,3\nz,4,5,6\n");
        Assert.Equal("one\nline, \"two\"", table.Groups[0].Name);
    }

    [Fact]
    public void Lines_in_messages_count_those_inside_quotes() =>
        Assert.Equal(", line 4: Expected a number in column 'b', found 'five'; if its cells are names, declare it: --categories b.", Problem("store,a,b,y\n\"one\nline\",1,2,3\nz,4,five,6\n"));

    [Theory]
    [InlineData("store,a,b,y\nx,1,2,3\nz,4,5\n", ", line 3: The row has 3 cells; the header has 4.")]
    [InlineData("store,a,b,y\nx,1,2,3\nz,4,5,6,7\n", ", line 3: The row has 5 cells; the header has 4.")]
    [InlineData("store,a,b,y\nx,1,warm,3\nz,4,5,6\n", ", line 2: Expected a number in column 'b', found 'warm'; if its cells are names, declare it: --categories b.")]
    [InlineData("store,a,b,y\nx,1,\"2,5\",3\nz,4,5,6\n", ", line 2: Expected a number in column 'b', found '2,5'; if its cells are names, declare it: --categories b.")]
    [InlineData("store,a,b,y\nx,1,NaN,3\nz,4,5,6\n", ", line 2: Expected a finite number of at most 3.4E+38 in column 'b', found 'NaN'.")]
    [InlineData("store,a,b,y\nx,1,2,3\nz,4,5,-Infinity\n", ", line 3: Expected a finite number of at most 3.4E+38 in column 'y', found '-Infinity'.")]
    [InlineData("store,a,b,y\nx,1,2,1e60\nz,4,5,6\n", ", line 2: Expected a finite number of at most 3.4E+38 in column 'y', found '1e60'.")]
    [InlineData("store,a,b,y\nx,1,,3\nz,4,5,6\n", ", line 2: The cell in column 'b' is empty; expected a number.")]
    [InlineData("store,a,b,y\n,1,2,3\nz,4,5,6\n", ", line 2: The cell in column 'store' is empty; expected a name.")]
    [InlineData("store,a,b,y\nx,1,2,3\nx,4,5,6\n", ": Every row has 'x' in column 'store', which makes one episode; at least 2 are needed.")]
    [InlineData("store,a,b,y\n", ": The file has a header but no rows.")]
    [InlineData("store,a,b,a,y\nx,1,2,3,4\n", ", line 1: The header has two columns named 'a', columns 2 and 4; names must differ.")]
    [InlineData("store,a,bb,y\nx,1,2,3\n", ", line 1: There is no column 'b'; the nearest name is 'a'; the columns are 'store', 'a', 'bb', 'y'.")]
    [InlineData("", ": The file is empty.")]
    [InlineData(" \r\n\n", ": The file is empty.")]
    public void Bad_tables_are_refused_in_one_sentence(string content, string problem) => Assert.Equal(problem, Problem(content));

    [Fact]
    public void An_unknown_column_brings_the_nearest_name()
    {
        var problem = Problem("store,temperature,wind,y\nx,1,2,3\n", ["temprature"]);
        Assert.StartsWith(", line 1: There is no column 'temprature'; the nearest name is 'temperature';", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quote_that_is_never_closed_is_refused_with_its_line() =>
        Assert.StartsWith(", line 3: The quotes do not match:", Problem("store,a,b,y\nx,1,2,3\n\"z,4,5,6\n"), StringComparison.Ordinal);

    [Fact]
    public void A_column_named_for_two_uses_is_refused() =>
        Assert.Equal(": Column 'y' was named 2 times; the episode, feature, target and split columns must all differ.", Problem(Good, ["a", "y"]));

    [Fact]
    public void No_features_are_refused() => Assert.Equal(": 0 feature and 1 target columns were named; at least 1 of each is needed.", Problem(Good, []));

    [Fact]
    public void A_missing_file_and_a_folder_are_refused()
    {
        using var file = new TemporaryFile(Good);
        var folder = Path.GetDirectoryName(file.Path)!;
        static string Message(string path) => Assert.Throws<DataException>(() => CsvTable.Read(path, "store", ["a"], ["y"])).Message;
        Assert.Equal($"{folder}: This is a folder; expected a CSV file.", Message(folder));
        Assert.Equal($"{file.Path}x: There is no such file.", Message(file.Path + "x"));
        Assert.Equal($"{folder}/no/where: There is no such file.", Message($"{folder}/no/where"));
    }

    [Fact]
    public void Gzip_cut_off_anywhere_is_refused()
    {
        var zipped = TemporaryFile.Gzip("store,a,b,y\n" + string.Concat(Enumerable.Range(0, 500).Select(i => $"{i % 7},{i * 7919 % 1000},2,3\n")));
        Assert.Equal(7, Read(zipped).Groups.Count);
        foreach (var length in Enumerable.Range(2, zipped.Length - 2).Where(length => length < 30 || length % 50 == 0 || length > zipped.Length - 20))
            Assert.StartsWith(": The gzip file is cut off or damaged (", Problem(zipped[..length]), StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_and_foreign_gzip_are_refused()
    {
        var zipped = TemporaryFile.Gzip(Good);
        zipped[^6] ^= 1;
        Assert.StartsWith(": The gzip file is cut off or damaged (", Problem(zipped), StringComparison.Ordinal);
        Assert.StartsWith(": The gzip file is cut off or damaged (", Problem([0x1F, 0x8B, .. "nothing of the kind, though it begins alike"u8]), StringComparison.Ordinal);
        Assert.StartsWith(": This is not a text file in UTF-8: byte 0x00 at offset 3;", Problem(TemporaryFile.Gzip("abc\0def")), StringComparison.Ordinal);
    }

    [Fact]
    public void Binary_files_and_other_encodings_are_refused_with_the_byte()
    {
        Assert.Equal(": This is not a text file in UTF-8: byte 0x00 at offset 4; expected CSV, or CSV in gzip.", Problem([0x50, 0x4B, 3, 4, 0, 1]));
        Assert.StartsWith(": This is not a text file in UTF-8: byte 0xE9 at offset 5;", Problem([.. "store"u8, 0xE9, .. ",a,b,y\n"u8]), StringComparison.Ordinal);
    }
}
