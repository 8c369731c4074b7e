using System.Diagnostics;
using System.Text.Json;
using MetaLearn.Reinforcement.Physics;

namespace MetaLearn.Cli.Tests.Physics;

public sealed class BodyCommandTests : IDisposable
{
    private static readonly string[] Quick =
        ["--iterations", "1", "--meta-batch", "2", "--trajectories", "2", "--hidden", "8", "--evaluation-steps", "1", "--evaluation-trajectories", "1", "--no-baselines"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableTheory]
    [InlineData("cheetah-velocity", "rllab")]
    [InlineData("cheetah-direction", "gymnasium")]
    [InlineData("ant-velocity", "gymnasium")]
    [InlineData("ant-direction", "rllab")]
    [InlineData("ant-goal", "rllab")]
    public void Bodies_train_and_their_report_has_poses(string problem, string preset)
    {
        Skip.If(MuJoCoLibrary.Problem is not null, MuJoCoLibrary.Problem);
        var result = Cli.Run(["train", problem, "--preset", preset, "--run", folder["run"], "--json", .. Quick]).Succeeded();
        Assert.True(double.IsFinite(JsonDocument.Parse(result.Out.Split('\n')[0]).RootElement.GetProperty("return").GetDouble()));
        var html = File.ReadAllText(Path.Combine(folder["run"], "report.html"));
        Assert.Contains("Poses", html, StringComparison.Ordinal);
        Assert.Contains("after 1 step", html, StringComparison.Ordinal);
        Assert.Contains("<animate", html, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void The_bench_says_where_an_iteration_s_time_goes()
    {
        Skip.If(MuJoCoLibrary.Problem is not null, MuJoCoLibrary.Problem);
        var line = JsonDocument.Parse(Cli.Run("bench", "--only", "cheetah-velocity", "--json").Succeeded().Out).RootElement;
        Assert.Equal("cheetah-velocity", line.GetProperty("name").GetString());
        Assert.True(line.GetProperty("env_steps_per_second").GetDouble() > 0);
        string[] shares = ["share_simulation", "share_policy", "share_adaptation", "share_gradient", "share_line_search"];
        Assert.Equal(1, shares.Sum(share => line.GetProperty(share).GetDouble()), 0.1);
    }

    [Fact]
    public void Without_MuJoCo_one_sentence_says_what_to_install_and_nothing_is_written()
    {
        Assert.Contains("MUJOCO_LIBRARY", Sentence(folder["no-such-library.so"], ["train", "cheetah-velocity", "--run", folder["run"], .. Quick]), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Fact]
    public void Without_MuJoCo_a_row_leaves_no_folder()
    {
        Assert.Contains("MUJOCO_LIBRARY", Sentence(folder["no-such-library.so"], ["reproduce", "maml-cheetah-direction", "--only", "random", "--json", "--run", folder["run"]]), StringComparison.Ordinal);
        Assert.True(Directory.Exists(folder["run"]));
        Assert.False(Directory.Exists(Path.Combine(folder["run"], "random")));
    }

    [SkippableFact]
    public void Another_library_than_MuJoCo_is_refused_in_one_sentence()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "other systems name their libraries otherwise");
        Assert.StartsWith("MuJoCo is needed, and 'libm.so.6', which MUJOCO_LIBRARY names, has no 'mj_version', so it is not MuJoCo:",
            Sentence("libm.so.6", ["train", "ant-goal", "--run", folder["run"], .. Quick]), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["run"]));
    }

    // The library is looked for once in a process.
    private static string Sentence(string library, string[] command)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "MetaLearn.Cli.dll"), .. command]) { RedirectStandardError = true };
        start.Environment["MUJOCO_LIBRARY"] = library;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        var error = process.StandardError.ReadToEnd().TrimEnd();
        process.WaitForExit();
        Assert.Equal(1, process.ExitCode);
        return Assert.Single(error.Split('\n'));
    }
}
