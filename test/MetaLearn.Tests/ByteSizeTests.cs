namespace MetaLearn.Tests;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("200MB", 200_000_000)]
    [InlineData("200 MB", 200_000_000)]
    [InlineData("200mib", 200L << 20)]
    [InlineData("1.5GB", 1_500_000_000)]
    [InlineData("0.5 GiB", 1L << 29)]
    [InlineData("64KiB", 65_536)]
    [InlineData("1.5kB", 1_500)]
    [InlineData("4096B", 4096)]
    [InlineData("4096", 4096)]
    [InlineData("1.9", 1)]
    public void A_size_is_read_as_people_write_it(string text, long bytes)
    {
        Assert.Equal(bytes, ByteSize.Parse(text));
        Assert.Equal(bytes, ByteSize.Parse(ByteSize.ExactText(bytes)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("MB")]
    [InlineData("many")]
    [InlineData("-1MB")]
    [InlineData("0")]
    [InlineData("0.1B")]
    [InlineData("200M")]
    [InlineData("1,5GB")]
    [InlineData("1e3MB")]
    [InlineData("99999999999GB")]
    public void What_is_no_size_is_refused_with_examples(string text)
        => Assert.Contains("200MB, 200MiB or 1.5GB", Assert.Throws<ArgumentException>(() => ByteSize.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(200_000_000, "200MB")]
    [InlineData(200L << 20, "200MiB")]
    [InlineData(1_500_000_000, "1500MB")]
    [InlineData(1001, "1001B")]
    public void A_size_is_written_in_the_largest_unit_that_is_exact(long bytes, string text) => Assert.Equal(text, ByteSize.ExactText(bytes));

    [Theory]
    [InlineData(200_000_000, "200 MB")]
    [InlineData(1_234_567, "1.23 MB")]
    [InlineData(999, "999 B")]
    [InlineData(0, "0 B")]
    public void A_size_for_people_is_rounded(long bytes, string text) => Assert.Equal(text, ByteSize.Text(bytes));
}
