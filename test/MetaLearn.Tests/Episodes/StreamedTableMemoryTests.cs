using System.Text;
using MetaLearn.Episodes;

namespace MetaLearn.Tests.Episodes;

[Collection(nameof(Alone))]
public class StreamedTableMemoryTests
{
    [Fact]
    public void Memory_stays_within_the_budget_of_a_file_of_twenty_times_its_size()
        => Check(rows: 25_000, note: 180, budget: 256 * 1024);

    [Fact, Trait("Category", "Slow")]
    public void Memory_stays_within_the_budget_of_a_file_of_a_hundred_megabytes()
        => Check(rows: 450_000, note: 190, budget: 4_000_000);

    [Fact, Trait("Category", "Slow")]
    public void Memory_stays_within_the_budget_of_a_file_of_a_gigabyte()
        => Check(rows: 4_500_000, note: 190, budget: 40_000_000);

    private static void Check(int rows, int note, long budget)
    {
        using var file = new TemporaryFile("");
        Write(file.Path, rows, note);
        Assert.InRange(new FileInfo(file.Path).Length, 20 * budget, 30 * budget);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var table = CsvTable.Read(file.Path, StreamedTableTests.Columns, memory: budget);
        var encoding = TableEncoding.Learn(table.Only(["s0", "s1", "s2"]));
        var episodes = new TabularEpisodes(table, encoding, 10, 20);
        for (var i = 0; i < 300; i++) episodes.Sample(1, i);
        Assert.False(table.IsInMemory);
        Assert.InRange(table.Bytes, 1, budget);
        // Beside the table: what is pooled and what the generator of tests keeps, the same for any file.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, budget + 300_000);
        GC.KeepAlive(episodes);
    }

    // The same thousand rows again and again: what is read does not matter here, only how much.
    private static void Write(string path, int rows, int note)
    {
        var text = StreamedTableTests.Rows(20, 1000, note);
        var header = text.IndexOf('\n', StringComparison.Ordinal) + 1;
        using var stream = new FileStream(path, FileMode.Create);
        stream.Write(Encoding.UTF8.GetBytes(text[..header]));
        var part = Encoding.UTF8.GetBytes(text[header..]);
        for (var written = 0; written < rows; written += 1000) stream.Write(part);
    }
}
