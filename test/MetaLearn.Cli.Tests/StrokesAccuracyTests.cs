using System.Diagnostics;
using MetaLearn.Experiments;

namespace MetaLearn.Cli.Tests;

/// <summary>The shortest command that meta-trains on pictures, as a fresh machine without data runs it.</summary>
public sealed class StrokesAccuracyTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact, Trait("Category", "Slow")]
    public async Task Train_strokes_labels_nine_of_ten_pictures_of_new_classes_after_one_step()
    {
        Directory.CreateDirectory(folder["here"]);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "MetaLearn.Cli.dll"), "train", "strokes"])
        {
            WorkingDirectory = folder["here"],
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("METALEARN_DATA");
        using (var process = Process.Start(start)!) // A new process is started.
        {
            var error = process.StandardError.ReadToEndAsync();
            await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, await error);
        }
        var results = ResultSetJson.Read(ResultSetJson.PathIn(Assert.Single(Directory.GetDirectories(folder["here/runs"], "strokes-*"))));
        Assert.Equal((5, 5, 600), (results.Protocol.Ways, results.Protocol.SupportRows, results.Protocol.Episodes));
        Assert.InRange(results.Learners[0].Accuracy[1].Mean, 0.9, 1);
    }
}
