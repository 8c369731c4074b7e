using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MetaLearn.Documentation.Tests;

/// <summary>
/// The commands of a guide, run in its order in an empty folder: blocks marked <c>walk: NAME</c> hold commands, the block marked <c>walk output: NAME</c> after
/// one shows lines of what they print, with … for what is left out.
/// </summary>
public sealed partial class WalkTests
{
    private const double Relative = 0.25, Absolute = 0.05;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static TheoryData<string> Walks => [.. CodeBlock.All().Select(block => block.Marked("walk")).OfType<string>().Distinct()];

    [Theory]
    [MemberData(nameof(Walks))]
    public void A_walk_prints_what_the_guide_shows(string walk)
    {
        var folder = Directory.CreateTempSubdirectory("metalearn-walk-").FullName;
        try
        {
            var printed = "";
            foreach (var block in CodeBlock.All().Where(block => block.Marked("walk") == walk || block.Marked("walk output") == walk))
                if (block.Marked("walk") is not null) printed = string.Concat(block.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Run(folder, line)));
                else AssertShown(block, printed);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Run(string folder, string command)
    {
        var words = command.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("metalearn", words[0]);
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(dotnet, [Path.Combine(AppContext.BaseDirectory, "MetaLearn.Cli.dll"), .. words.Skip(1)])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
            StandardErrorEncoding = System.Text.Encoding.UTF8,
        };
        using var process = Process.Start(start)!; // Null only when a shell is used.
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{command} did not end within {Limit}.");
        }
        var text = $"{errors.GetAwaiter().GetResult()}{output.GetAwaiter().GetResult()}".ReplaceLineEndings("\n");
        // What a command is meant to refuse says so in its comment.
        Assert.True(process.ExitCode == (command.Contains("# exit code 1", StringComparison.Ordinal) ? 1 : 0), $"{command} ended with {process.ExitCode}: {text}");
        return text;
    }

    private static void AssertShown(CodeBlock block, string printed)
    {
        var lines = printed.Split('\n').ToList();
        var next = 0;
        foreach (var shown in block.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line != "…"))
        {
            var found = lines.FindIndex(next, line => IsAlike(shown, line));
            Assert.True(found >= 0, $"{block.Document} shows a line that is not printed (here): {shown}\n\n{printed}");
            next = found + 1;
        }
    }

    private static bool IsAlike(string shown, string line)
    {
        if (Number().Replace(shown, "#") != Number().Replace(line, "#")) return false;
        return Number().Matches(shown).Zip(Number().Matches(line)).All(pair =>
        {
            var (wanted, found) = (Value(pair.First), Value(pair.Second));
            return Math.Abs(wanted - found) <= Absolute + Relative * Math.Abs(wanted);
        });
    }

    private static double Value(Match match) => double.Parse(match.Value, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\d[\d,]*(\.\d+)?(E-?\d+)?")]
    private static partial Regex Number();
}
