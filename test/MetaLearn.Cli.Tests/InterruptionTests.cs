using System.Diagnostics;
using System.Globalization;
using MetaLearn.Autodiff;
using MetaLearn.Files;
using MetaLearn.Reinforcement.Experiments;

namespace MetaLearn.Cli.Tests;

public sealed class InterruptionTests : IDisposable
{
    private const long Iterations = 20_000;

    private static readonly string[] Settings =
    [
        "train", "sinusoid", "--iterations", Iterations.ToString(CultureInfo.InvariantCulture), "--validate-every", "200", "--validation-episodes", "20", "--meta-batch", "4",
        "--hidden", "8", "--evaluation-steps", "1", "--no-baselines",
    ];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Killed_twice_at_random_moments_and_resumed_it_ends_with_the_bits_of_an_unbroken_run()
    {
        Cli.Run([.. Settings, "--threads", "1", "--run", folder["whole"]]).Succeeded();
        var random = new RandomStream(20);
        string[] start = [.. Settings, "--threads", "2", "--run", folder["killed"]];
        string[] resume = ["train", "--resume", "--run", folder["killed"], "--no-baselines"];
        var first = KilledAt(start, random.Below(2000));
        var second = KilledAt(resume, first + random.Below(4000));
        Assert.InRange(second, first, Iterations - 1);
        Cli.Run(resume).Succeeded();
        Assert.Equal(File.ReadAllBytes(Checkpoint("whole")), File.ReadAllBytes(Checkpoint("killed")));
        Assert.Equal(File.ReadAllText(Path.Combine(folder["whole"], "metrics.jsonl")), File.ReadAllText(Path.Combine(folder["killed"], "metrics.jsonl")));
    }

    [Fact]
    public void A_run_of_convolutions_on_pictures_that_was_killed_and_resumed_ends_with_the_bits_of_an_unbroken_one()
    {
        string[] settings =
        [
            "train", "strokes", "--model", "conv4", "--filters", "4", "--meta-batch", "4", "--iterations", "300", "--validate-every", "10", "--validation-episodes", "4", "--evaluation-steps", "1",
            "--no-baselines",
        ];
        Cli.Run([.. settings, "--threads", "1", "--run", folder["whole"]]).Succeeded();
        Assert.InRange(KilledAt([.. settings, "--threads", "2", "--run", folder["killed"]], 50), 50, 299);
        Cli.Run("train", "--resume", "--run", folder["killed"], "--no-baselines").Succeeded();
        Assert.Equal(File.ReadAllBytes(Checkpoint("whole")), File.ReadAllBytes(Checkpoint("killed")));
    }

    [Theory]
    [InlineData("maml")]
    [InlineData("promp")]
    public void A_policy_whose_training_was_killed_and_resumed_ends_with_the_bits_of_an_unbroken_one(string algorithm)
    {
        string[] settings =
        [
            "train", "navigation", "--algorithm", algorithm, "--meta-batch", "4", "--trajectories", "4", "--hidden", "8", "--iterations", "60", "--validate-every", "5", "--evaluation-steps", "1", "--evaluation-trajectories", "2",
            "--no-baselines",
        ];
        Cli.Run([.. settings, "--threads", "1", "--run", folder["whole"]]).Succeeded();
        Assert.InRange(KilledAt([.. settings, "--threads", "2", "--run", folder["killed"]], 10), 10, 59);
        Cli.Run("train", "--resume", "--run", folder["killed"], "--no-baselines").Succeeded();
        var (whole, killed) = (TrainedPolicy.Open(folder["whole"]).State, TrainedPolicy.Open(folder["killed"]).State);
        Assert.Equal(whole.Parameters, killed.Parameters);
        Assert.Equal((whole.BestIteration, whole.BestReturn, whole.EnvironmentSteps), (killed.BestIteration, killed.BestReturn, killed.EnvironmentSteps));
        Assert.Equal(File.ReadAllBytes(PolicyResults.PathIn(folder["whole"])), File.ReadAllBytes(PolicyResults.PathIn(folder["killed"])));
        // Adam's moments, which the trust region has none of.
        var (moments, resumed) = (Arrays("whole", "optimizer."), Arrays("killed", "optimizer."));
        Assert.Equal(algorithm == "promp", moments.Count > 0);
        Assert.Equal(moments, resumed);
        Assert.Equal(Enumerable.Range(1, 60).Select(iteration => (long)iteration), MetricsLog.Read(Path.Combine(folder["killed"], "metrics.jsonl")).Select(line => line.Iteration));

        SortedDictionary<string, float[]> Arrays(string run, string prefix)
            => new(SafeTensorsFile.Read(Checkpoint(run)).Arrays.Values.Where(array => array.Name.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(array => array.Name, array => array.ToFloats()), StringComparer.Ordinal);
    }

    [Fact]
    public void One_thread_and_two_end_with_the_same_bits()
    {
        foreach (var threads in new[] { "1", "2" })
        {
            Cli.Run("train", "sinusoid", "--run", folder[threads], "--no-baselines", "--iterations", "300", "--validate-every", "100", "--evaluation-steps", "1", "--threads", threads)
                .Succeeded();
        }
        Assert.Equal(File.ReadAllBytes(Checkpoint("1")), File.ReadAllBytes(Checkpoint("2")));
    }

    [Fact]
    public void Cancelling_saves_says_how_to_resume_and_exits_with_1()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        var result = Cli.Run(cancel.Token, [.. Settings, "--run", folder["run"]]);
        result.Failed(1, $"metalearn train --resume --run {folder["run"]}");
        Assert.Contains("Stopped at iteration 0 of 20,000; all is saved.", result.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Checkpoint("run")));
    }

    [SkippableFact]
    public void A_full_disk_while_saving_leaves_the_old_checkpoint_whole()
    {
        Skip.If(OperatingSystem.IsWindows(), "needs a limit on file sizes, which a Unix shell can set");
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Assert.Equal(1, Cli.Run(cancel.Token, "train", "sinusoid", "--iterations", "400", "--validate-every", "200", "--no-baselines", "--run", folder["run"]).Code);
        var before = File.ReadAllBytes(Checkpoint("run"));
        // Files of at most 8 KiB, as if no more fitted on the disk; the checkpoint has 28.
        using var process = Start("bash", "-c", $"trap '' XFSZ; ulimit -f 8; exec dotnet \"$0\" train --resume --no-baselines --run \"$1\"", Library, folder["run"]);
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 1, error);
        Assert.Contains("checkpoint.safetensors: could not be saved, what was there before is unchanged", error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Checkpoint("run")));
        Cli.Run("train", "--resume", "--no-baselines", "--run", folder["run"]).Succeeded();
    }

    private static string Library => Path.Combine(AppContext.BaseDirectory, "MetaLearn.Cli.dll");

    private string Checkpoint(string run) => RunFolder.CheckpointPathIn(folder[run]);

    /// <summary>Starts a process and kills it as soon as its checkpoint has reached an iteration; gives the iteration of the last checkpoint.</summary>
    private long KilledAt(string[] arguments, long iteration)
    {
        using var process = Start("dotnet", [Library, .. arguments]);
        var waiting = Stopwatch.StartNew();
        while (Saved() < iteration && !process.HasExited && waiting.Elapsed < TimeSpan.FromMinutes(1)) Thread.Yield();
        Assert.False(process.HasExited, "the run ended before it could be killed");
        process.Kill();
        process.WaitForExit();
        Assert.Equal(137, process.ExitCode);
        return Saved();
    }

    private long Saved()
    {
        if (!File.Exists(Checkpoint("killed"))) return 0;
        return long.Parse(SafeTensorsFile.Read(Checkpoint("killed")).Metadata["iteration"], CultureInfo.InvariantCulture);
    }

    private static Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        // The runtime's own map of executable memory is a file too, and larger than the limit.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }
}
