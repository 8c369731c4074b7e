using System.Text;
using MetaLearn.Files;

namespace MetaLearn.Cli.Tests;

public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string checkpoint;

    public CheckpointTests()
    {
        Cli.Run(["train", "sinusoid", "--run", folder["run"], "--no-baselines", .. Cli.Quick]).Succeeded();
        checkpoint = RunFolder.CheckpointPathIn(folder["run"]);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_missing_checkpoint_says_how_to_go_on()
    {
        File.Delete(checkpoint);
        Cli.Run("evaluate", folder["run"]).Failed(1, folder["run"], "has no checkpoint yet");
    }

    [Fact]
    public void An_empty_checkpoint_is_named() => Damaged([]);

    [Fact]
    public void A_truncated_checkpoint_is_named() => Damaged(File.ReadAllBytes(checkpoint)[..^100]);

    [Fact]
    public void A_foreign_file_is_named() => Damaged(Encoding.UTF8.GetBytes("PK\x03\x04 this is an archive, not a checkpoint"));

    [Fact]
    public void A_checkpoint_of_another_model_is_refused_with_both_shapes()
    {
        Cli.Run(["train", "sinusoid", "--run", folder["other"], "--no-baselines", .. Cli.Quick, "--hidden", "9"]).Failed(2, "--hidden");
        Cli.Run("train", "sinusoid", "--run", folder["other"], "--no-baselines", "--iterations", "10", "--hidden", "9", "--threads", "1").Succeeded();
        File.Copy(RunFolder.CheckpointPathIn(folder["other"]), checkpoint, overwrite: true);
        foreach (var verb in new[] { "evaluate", "report" }) Cli.Run(verb, folder["run"]).Failed(1, checkpoint, "is of another model", "[9, 1]", "[8, 1]");
        Cli.Run("train", "--resume", "--run", folder["run"]).Failed(1, checkpoint, "is of another model");
    }

    [Fact]
    public void A_damaged_record_is_named()
    {
        File.WriteAllText(Path.Combine(folder["run"], "run.json"), "{\"options\":");
        Cli.Run("evaluate", folder["run"]).Failed(1, Path.Combine(folder["run"], "run.json"));
    }

    private void Damaged(byte[] bytes)
    {
        File.WriteAllBytes(checkpoint, bytes);
        foreach (var verb in new[] { "evaluate", "report" }) Cli.Run(verb, folder["run"]).Failed(1, checkpoint);
        Cli.Run("train", "--resume", "--run", folder["run"]).Failed(1, checkpoint);
    }
}
