using System.Globalization;
using System.Text;
using MetaLearn.Episodes;

namespace MetaLearn.Tests.Episodes;

public class StreamedTableTests
{
    internal static readonly TableColumns Columns = new() { Episode = "store", Features = ["a", "kind", "b"], Targets = ["y"] };

    /// <summary>Rows of groups in turn, with text, quotes, line breaks in cells and a note that only makes the file longer.</summary>
    internal static string Rows(int groups, int rows, int note)
    {
        var text = new StringBuilder("store,a,kind,b,note,y\n");
        for (var row = 0; row < rows; row++)
            text.Append(CultureInfo.InvariantCulture, $"s{row * 7 % groups},{row},{(row % 3 == 0 ? "red" : "\"dark \"\"blue\"\"\"")},{0.25 * row},\"{new string('n', note)}{(row % 5 == 0 ? "\n" : "")}\",{row % 11 - 3}.5\n");
        return text.ToString();
    }

    private static TabularEpisodes Episodes(EpisodeTable table, TableEncoding? encoding = null)
        => new(table, encoding ?? TableEncoding.Learn(table.Only(table.Groups.Take(3).Select(group => group.Name))), 4, 6);

    [Fact]
    public void A_streamed_file_gives_the_same_bits_as_one_in_memory()
    {
        using var file = new TemporaryFile(Encoding.UTF8.GetBytes("\uFEFF" + Rows(5, 2000, 10)));
        var (memory, streamed) = (CsvTable.Read(file.Path, Columns), CsvTable.Read(file.Path, Columns, memory: 64_000));
        Assert.Equal((true, false), (memory.IsInMemory, streamed.IsInMemory));
        var (learned, other) = (TableEncoding.Learn(memory.Only(["s0", "s3"])), TableEncoding.Learn(streamed.Only(["s0", "s3"])));
        Assert.Equal(learned.Scaling.FeatureMeans.ToArray(), other.Scaling.FeatureMeans.ToArray());
        Assert.Equal(learned.Scaling.FeatureDeviations.ToArray(), other.Scaling.FeatureDeviations.ToArray());
        Assert.Equal(learned.Scaling.TargetDeviations.ToArray(), other.Scaling.TargetDeviations.ToArray());
        var (first, second) = (Episodes(memory), Episodes(streamed));
        for (var i = 0; i < 50; i++) EpisodeAssert.Same(first.Sample(7, i), second.Sample(7, i));
        Assert.Equal(memory.Groups[2].X.ToArray(), streamed.Groups[2].X.ToArray());
    }

    [Fact]
    public void Two_streamed_files_give_the_same_bits_as_two_in_memory()
    {
        using var support = new TemporaryFile(Encoding.UTF8.GetBytes(Rows(5, 2000, 10)));
        using var query = new TemporaryFile(Encoding.UTF8.GetBytes(Rows(6, 3000, 5)));
        var (memory, streamed) = (CsvTable.Read(support.Path, Columns, query.Path), CsvTable.Read(support.Path, Columns, query.Path, memory: 128_000));
        Assert.False(streamed.IsInMemory);
        var (first, second) = (Episodes(memory), Episodes(streamed));
        for (var i = 0; i < 50; i++) EpisodeAssert.Same(first.Sample(7, i), second.Sample(7, i));
    }

    [Fact]
    public void Threads_that_sample_at_once_get_what_one_gets()
    {
        using var file = new TemporaryFile(Encoding.UTF8.GetBytes(Rows(5, 4000, 10)));
        var table = CsvTable.Read(file.Path, Columns, memory: 64_000);
        var (alone, shared) = (Episodes(CsvTable.Read(file.Path, Columns)), Episodes(table));
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => EpisodeAssert.Same(alone.Sample(3, i), shared.Sample(3, i)));
        Assert.InRange(table.Bytes, 1, 64_000);
    }

    [Fact]
    public void A_budget_that_the_index_alone_passes_is_refused_with_both_numbers()
    {
        using var file = new TemporaryFile(Encoding.UTF8.GetBytes(Rows(5, 4000, 1)));
        var message = Assert.Throws<DataException>(() => CsvTable.Read(file.Path, Columns, memory: 5_000)).Message;
        Assert.StartsWith($"{file.Path}: The index of 4,000 rows takes ", message, StringComparison.Ordinal);
        Assert.EndsWith("--table-memory is 5 KB.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_sought_is_refused_above_the_budget_and_read_below_it()
    {
        using var file = new TemporaryFile(TemporaryFile.Gzip(Rows(5, 2000, 10)));
        Assert.Contains("gzip cannot be read in parts, so unpack it or allow more", Assert.Throws<DataException>(() => CsvTable.Read(file.Path, Columns, memory: 64_000)).Message, StringComparison.Ordinal);
        Assert.True(CsvTable.Read(file.Path, Columns, memory: 1_000_000).IsInMemory);
        using var wide = new TemporaryFile([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Rows(5, 2000, 10))]);
        Assert.Contains("UTF-16", Assert.Throws<DataException>(() => CsvTable.Read(wide.Path, Columns, memory: 64_000)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mistakes_are_found_in_a_file_that_is_read_in_parts()
    {
        using var ragged = new TemporaryFile(Encoding.UTF8.GetBytes(Rows(5, 2000, 10) + "s1,2\n"));
        Assert.Contains("The row has 2 cells; the header has 6.", Assert.Throws<DataException>(() => CsvTable.Read(ragged.Path, Columns, memory: 64_000)).Message, StringComparison.Ordinal);
        // 65,000 characters of two bytes put one across every edge of the parts; the last is cut off.
        using var cut = new TemporaryFile([.. Encoding.UTF8.GetBytes(Rows(5, 2000, 10)), (byte)'x', .. Encoding.UTF8.GetBytes(new string('é', 65_000)), 0xC3]);
        Assert.Contains("not a text file in UTF-8: byte 0xC3", Assert.Throws<DataException>(() => CsvTable.Read(cut.Path, Columns, memory: 64_000)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_changes_while_it_is_used_is_noticed()
    {
        using var file = new TemporaryFile(Encoding.UTF8.GetBytes(Rows(5, 4000, 10)));
        var episodes = Episodes(CsvTable.Read(file.Path, Columns, memory: 64_000));
        File.SetLastWriteTimeUtc(file.Path, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        Assert.Contains("has changed while it was in use", Assert.Throws<DataException>(() =>
        {
            for (var i = 0; i < 50; i++) episodes.Sample(1, i);
        }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_draw_from_very_many_rows_is_the_draw_from_a_list()
    {
        var random = new MetaLearn.Autodiff.RandomStream(3);
        using var sparse = new RowDraw(10, 5000);
        var (support, query) = (sparse.Next(random.Split(1), 0, 40).ToArray(), sparse.Next(random.Split(2), 40, 60).ToArray());
        var rows = Enumerable.Range(10, 5000).ToArray();
        Assert.Equal(Shuffled(rows, random.Split(1), 0, 40), support);
        Assert.Equal(Shuffled(rows, random.Split(2), 40, 60), query);

        static int[] Shuffled(int[] rows, MetaLearn.Autodiff.RandomStream stream, int from, int count)
        {
            for (var i = from; i < from + count; i++)
            {
                var other = i + stream.Below(rows.Length - i);
                (rows[i], rows[other]) = (rows[other], rows[i]);
            }
            return rows[from..(from + count)];
        }
    }
}
