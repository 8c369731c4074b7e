namespace MetaLearn.Cli.Tests;

/// <summary>Runs command lines in this process.</summary>
internal static class Cli
{
    /// <summary>Options that make a sinusoid run of a second.</summary>
    public static string[] Quick { get; } =
    [
        "--iterations", "200", "--validate-every", "100", "--validation-episodes", "20", "--meta-batch", "5", "--hidden", "8", "--threads", "1", "--evaluation-steps", "2",
    ];

    public static CliResult Run(params string[] args) => Run(CancellationToken.None, args);

    /// <summary>With text on standard input.</summary>
    public static CliResult RunWithInput(string input, params string[] args)
        => Run(args, () => new MemoryStream(System.Text.Encoding.UTF8.GetBytes(input)), CancellationToken.None);

    public static CliResult Run(CancellationToken cancellation, params string[] args)
        => Run(args, () => throw new InvalidOperationException("Standard input was read."), cancellation);

    private static CliResult Run(string[] args, Func<Stream> input, CancellationToken cancellation)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = CommandLine.Run(args, new(output, error, new FixedTime(), IsTerminal: false) { Cancellation = cancellation, OpenInput = input });
        return new(code, output.ToString(), error.ToString());
    }

    private sealed class FixedTime : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    }
}

/// <summary>What a command line did.</summary>
internal sealed record CliResult(int Code, string Out, string Error)
{
    /// <summary>The last line of standard error: the sentence that says what is wrong.</summary>
    public string Sentence => Error.TrimEnd().Split('\n')[^1].TrimEnd();

    public void Failed(int code, params string[] parts)
    {
        Assert.True(Code == code, $"exit code {Code}, expected {code}: {Error}");
        foreach (var part in parts) Assert.Contains(part, Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("   at MetaLearn", Error, StringComparison.Ordinal);
    }

    public CliResult Succeeded()
    {
        Assert.True(Code == 0, $"exit code {Code}: {Error}");
        return this;
    }
}
