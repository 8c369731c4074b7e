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
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "MetaLearn.Cli.dll"), "train", "cheetah-velocity", "--run", folder["run"], .. Quick]) { RedirectStandardError = true };
        start.Environment["MUJOCO_LIBRARY"] = folder["no-such-library.so"];
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        var error = process.StandardError.ReadToEnd().TrimEnd();
        process.WaitForExit();
        Assert.Equal(1, process.ExitCode);
        Assert.Single(error.Split('\n'));
        Assert.Contains("MUJOCO_LIBRARY", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["run"]));
    }
}
