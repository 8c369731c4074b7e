using System.Text;
using MetaLearn.Files;

namespace MetaLearn.Tests.Files;

public sealed class TensorBoardWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FixedTime time = new(1_700_000_000);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", 0x00000000u)]
    [InlineData("123456789", 0xe3069283u)] // The check value of CRC-32/ISCSI in the catalogue of parametrised CRC algorithms.
    public void The_checksum_is_Castagnolis(string text, uint expected) => Assert.Equal(expected, Crc32C.Compute(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void The_checksum_of_32_zero_bytes_is_that_of_RFC_3720() => Assert.Equal(0x8a9136aau, Crc32C.Compute(new byte[32]));

    [Fact]
    public void Scalars_are_framed_records_with_time_step_tag_and_value()
    {
        string path;
        using (var writer = TensorBoardWriter.Open(folder.Path, -1, time))
        {
            path = writer.Path;
            writer.Scalar("loss/query", 0, 2.5);
            time.UnixSeconds++;
            writer.Scalar("Größe", 70_000, double.NaN);
        }
        Assert.Equal("events.out.tfevents.1700000000.metalearn", Path.GetFileName(path));
        Assert.Equal(
            [
                new(1_700_000_000.25, 0, "brain.Event:2", null, 0),
                new(1_700_000_000.25, 0, null, "loss/query", 2.5f),
                new(1_700_000_001.25, 70_000, null, "Größe", float.NaN),
            ],
            TensorBoardReader.Read(path));
    }

    [Fact]
    public void Resuming_drops_later_steps_and_a_half_written_record()
    {
        using (var writer = TensorBoardWriter.Open(folder.Path, -1, time))
            for (var step = 0; step < 500; step += 100) writer.Scalar("loss", step, step);
        var path = Directory.GetFiles(folder.Path).Single();
        using (var file = new FileStream(path, FileMode.Open)) file.SetLength(file.Length - 3);
        time.UnixSeconds += 60;

        using (var writer = TensorBoardWriter.Open(folder.Path, 1000, time)) writer.Scalar("loss", 400, -1);
        Assert.Equal([0, 0, 100, 200, 300, 400], TensorBoardReader.Read(path).Select(e => e.Step));

        using (var writer = TensorBoardWriter.Open(folder.Path, 200, time)) writer.Scalar("loss", 201, -2);
        Assert.Equal([0, 0, 100, 200, 201], TensorBoardReader.Read(path).Select(e => e.Step));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Starting_afresh_keeps_no_scalar_of_an_older_run()
    {
        using (var writer = TensorBoardWriter.Open(folder.Path, -1, time)) writer.Scalar("loss", 0, 1);
        using (var writer = TensorBoardWriter.Open(folder.Path, -1, time)) writer.Scalar("loss", 0, 2);
        Assert.Equal(["brain.Event:2", null], TensorBoardReader.Read(Directory.GetFiles(folder.Path).Single()).Select(e => e.Version));
    }

    [Fact]
    public void A_damaged_record_ends_what_is_kept()
    {
        using (var writer = TensorBoardWriter.Open(folder.Path, -1, time))
        {
            writer.Scalar("loss", 1, 1);
            writer.Scalar("loss", 2, 2);
        }
        var path = Directory.GetFiles(folder.Path).Single();
        var bytes = File.ReadAllBytes(path);
        bytes[^6] ^= 1;
        File.WriteAllBytes(path, bytes);
        TensorBoardWriter.Open(folder.Path, 10, time).Dispose();
        Assert.Equal([0, 1], TensorBoardReader.Read(path).Select(e => e.Step));
    }

    [Fact]
    public void Negative_steps_and_empty_tags_are_refused()
    {
        using var writer = TensorBoardWriter.Open(folder.Path, -1, time);
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Scalar("loss", -1, 0));
        Assert.Throws<ArgumentException>(() => writer.Scalar("", 0, 0));
    }
}
