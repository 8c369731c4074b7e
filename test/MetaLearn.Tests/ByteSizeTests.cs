namespace MetaLearn.Tests;

public class ByteSizeTests
{
    [Theory]
    [InlineData("200MB", 200_000_000)]
    [InlineData("200 mb", 200_000_000)]
    [InlineData("1.5GiB", 1_610_612_736)]
    [InlineData("2KiB", 2048)]
    [InlineData("64kb", 64_000)]
    [InlineData("4096", 4096)]
    [InlineData("7B", 7)]
    public void Sizes_are_read(string text, long bytes) => Assert.Equal(bytes, ByteSize.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("MB")]
    [InlineData("-1MB")]
    [InlineData("0")]
    [InlineData("0.1")]
    [InlineData("two GB")]
    [InlineData("200TB5")]
    [InlineData("99999999999GB")]
    public void What_is_no_size_is_refused(string text) => Assert.Contains("such as 200MB", Assert.Throws<ArgumentException>(() => ByteSize.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(200_000_000, "200 MB")]
    [InlineData(1_234_567, "1.23 MB")]
    [InlineData(999, "999 B")]
    [InlineData(0, "0 B")]
    public void Sizes_are_shown(long bytes, string text) => Assert.Equal(text, ByteSize.Text(bytes));
}
