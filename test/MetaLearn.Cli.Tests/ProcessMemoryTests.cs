using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MetaLearn.Cli.Tests;

/// <summary>What a training process really holds, beside what its plan says.</summary>
public sealed partial class ProcessMemoryTests : IDisposable
{
    private static readonly string[] Settings =
    [
        "train", "strokes", "--model", "conv4", "--inner-steps", "1", "--iterations", "2", "--validate-every", "2", "--validation-episodes", "20", "--threads", "2", "--evaluation-steps", "1", "--no-baselines",
    ];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact, Trait("Category", "Slow")]
    public void A_process_holds_what_the_plan_says_within_a_tenth()
    {
        // What the runtime, the code and the pictures take is in both, so it is not in the difference.
        var small = Held("small", "--ways", "2", "--shots", "1", "--queries", "1", "--meta-batch", "1", "--filters", "2");
        var large = Held("large", "--ways", "20", "--shots", "5", "--queries", "5", "--meta-batch", "16", "--filters", "64");
        var planned = large.Planned - small.Planned;
        Assert.InRange(planned, 150_000_000, 400_000_000);
        Assert.InRange(large.Held - small.Held, 0.9 * planned, 1.1 * planned);
    }

    /// <summary>Trains in a process of its own, which is ended when it has said what it held while training.</summary>
    private (long Planned, long Held) Held(string name, params string[] arguments)
    {
        using var process = new Process { StartInfo = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "MetaLearn.Cli.dll"), .. Settings, "--run", folder[name], .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true } };
        process.Start();
        long? planned = null;
        while (process.StandardError.ReadLine() is { } line)
        {
            if (Number(Planned().Match(line)) is { } plan) planned = plan;
            if (Number(Measured().Match(line)) is not { } held || planned is not { } known) continue;
            process.Kill();
            process.WaitForExit();
            return (known, held);
        }
        throw new InvalidOperationException("The training did not say what it held.");
    }

    private static long? Number(Match match) => match.Success ? long.Parse(match.Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex("^memory +([0-9,]+) bytes at the peak of training")]
    private static partial Regex Planned();

    [GeneratedRegex("^memory +([0-9,]+) bytes were held by the process")]
    private static partial Regex Measured();
}
