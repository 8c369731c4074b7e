using MetaLearn.Files;

namespace MetaLearn.Cli.Tests;

/// <summary>Settings and verbs that mean nothing to a policy, or to its problem.</summary>
public sealed class PolicyRefusalTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("navigation", "--preset", "gymnasium", "preset 'gymnasium' is for cheetah and ant, not navigation.")]
    [InlineData("navigation", "--arms", "7", "arms '7' is for bandit, not navigation.")]
    public void A_setting_of_another_problem_is_refused_before_a_folder_is_made(string problem, string option, string value, string sentence)
    {
        Cli.Run("train", problem, option, value, "--run", folder["run"]).Failed(1, sentence);
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Fact]
    public void Verbs_that_need_predictions_say_that_a_policy_has_none()
    {
        Cli.Run("train", "bandit", "--run", folder["run"], "--no-baselines", "--iterations", "1", "--meta-batch", "2", "--trajectories", "2", "--evaluation-trajectories", "2").Succeeded();
        string[][] commands =
        [
            ["adapt", folder["run"], "--support", folder["none.csv"], "--out", folder["none.adapted"]], ["verify", folder["run"]], ["audit", folder["run"]],
            ["doctor", folder["run"]], ["export", folder["run"], "--onnx", folder["none.onnx"]],
        ];
        foreach (var command in commands)
            Cli.Run(command).Failed(1, $"{folder["run"]}: is the run of a policy, which {command[0]} does not take; evaluate, compare and report do, and in a program PolicyAgent adapts it.");
        Assert.False(File.Exists(folder["none.onnx"]));
        Assert.True(File.Exists(RunFolder.CheckpointPathIn(folder["run"])));
    }
}
