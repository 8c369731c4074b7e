using MetaLearn.Files;

namespace MetaLearn.Cli.Tests;

public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_folder_under_a_file_cannot_be_written_to()
        => Train(Path.Combine(folder.Write("file", "x"), "run")).Failed(1, "cannot be written to");

    [SkippableFact]
    public void A_folder_without_write_permission_is_named()
    {
        Skip.If(OperatingSystem.IsWindows() || (Environment.IsPrivilegedProcess && !OperatingSystem.IsLinux()), "needs a folder that this user may not write to");
        // Root may write into any folder of a disk, but not into the kernel's.
        if (Environment.IsPrivilegedProcess)
        {
            Train("/proc/run").Failed(1, "cannot be written to");
            return;
        }
        Directory.CreateDirectory(folder["locked"]);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder["locked"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Train(Path.Combine(folder["locked"], "run")).Failed(1, "cannot be written to");
    }

    [Fact]
    public void A_folder_of_other_files_is_left_alone()
    {
        folder.Write("notes.txt", "mine");
        Train(folder["."]).Failed(1, "holds other files ('notes.txt' is one)");
    }

    [Fact]
    public void A_folder_with_a_run_is_not_started_over()
    {
        Train(folder["run"]).Succeeded();
        Train(folder["run"]).Failed(1, "already holds a run");
    }

    [Fact]
    public void A_second_run_on_the_same_folder_at_once_is_refused()
    {
        Train(folder["run"]).Succeeded();
        using var first = RunFolder.Open(folder["run"]);
        Cli.Run("train", "--resume", "--run", folder["run"]).Failed(1, folder["run"], "another run is using this folder");
    }

    [Fact]
    public void A_finished_run_says_so_and_shows_its_results_again()
    {
        var first = Train(folder["run"]).Succeeded();
        var again = Cli.Run("train", "--resume", "--run", folder["run"]).Succeeded();
        Assert.Contains("the run is finished (200 iterations); nothing is left to do", again.Error, StringComparison.Ordinal);
        Assert.Equal(first.Out, again.Out);
    }

    [Fact]
    public void Resuming_refuses_another_value_and_names_both()
    {
        Train(folder["run"]).Succeeded();
        Cli.Run("train", "--resume", "--run", folder["run"], "--shots", "5").Failed(2, "--shots", "was started with 10, found 5");
        Cli.Run("train", "linear", "--resume", "--run", folder["run"]).Failed(2, "--problem", "was started with sinusoid, found linear");
        Cli.Run("train", "sinusoid", "--resume", "--run", folder["run"], "--shots", "10", "--threads", "2").Succeeded();
    }

    [Fact]
    public void Resuming_needs_a_run()
    {
        Cli.Run("train", "--resume").Failed(2, "--run DIR");
        Cli.Run("train", "--resume", "--run", folder["none"]).Failed(1, folder["none"], "there is no such folder");
    }

    [Theory]
    [InlineData("evaluate")]
    [InlineData("report")]
    public void Reading_verbs_need_a_run(string verb)
    {
        Cli.Run(verb, folder["none"]).Failed(1, folder["none"], "there is no such folder");
        Directory.CreateDirectory(folder["empty"]);
        Cli.Run(verb, folder["empty"]).Failed(1, "holds no run");
    }

    private static CliResult Train(string path) => Cli.Run(["train", "sinusoid", "--run", path, "--no-baselines", .. Cli.Quick]);
}
