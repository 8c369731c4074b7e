using System.Diagnostics;

namespace MetaLearn.Documentation.Tests;

/// <summary>Starts a sample, or our command, as its user would: in a process of its own.</summary>
internal static class Sample
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>What it writes to standard output.</summary>
    public static string Run(string name, params string[] arguments) => RunIn(Environment.CurrentDirectory, name, arguments);

    /// <summary>The same, started in a folder.</summary>
    public static string RunIn(string folder, string name, params string[] arguments)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(dotnet, [Path.Combine(AppContext.BaseDirectory, name + ".dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        start.StandardOutputEncoding = System.Text.Encoding.UTF8;
        using var process = Process.Start(start)!; // Null only when a shell is used.
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{name} did not end within {Limit}.");
        }
        Assert.True(process.ExitCode == 0, $"{name} ended with {process.ExitCode}: {errors.GetAwaiter().GetResult()}");
        return output.GetAwaiter().GetResult().ReplaceLineEndings("\n");
    }
}
