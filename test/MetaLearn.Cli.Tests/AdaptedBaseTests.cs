using MetaLearn.Files;

namespace MetaLearn.Cli.Tests;

public sealed class AdaptedBaseTests(AdaptableRuns runs) : IClassFixture<AdaptableRuns>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Out => folder["one.adapted"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_run_that_was_moved_is_missed_in_one_sentence_and_found_by_the_option()
    {
        var (here, there) = (folder["here"], folder["there"]);
        CopyRun("sinusoid", here);
        Adapt(here);
        var before = Predict().Succeeded().Out;
        Directory.Move(here, there);
        Predict().Failed(1, Out, $"{here}: there is no such folder", "--run");
        Assert.Equal(before, Predict("--run", there).Succeeded().Out);
        Predict("--run", folder["nowhere"]).Failed(1, folder["nowhere"], "no such folder");
    }

    [Fact]
    public void Another_base_is_refused_with_both_hashes_and_what_to_do()
    {
        Adapt(runs["sinusoid"]);
        var hash = AdaptedFile.Read(Out).BaseHash;
        Predict("--run", runs["csv"]).Failed(1, Out, $"from the base {hash[..12]}", $"{runs["csv"]} holds ", "adapt again with metalearn adapt", "--run RUN");
        Predict("--run", runs["sinusoid"]).Succeeded();
    }

    [Fact]
    public void A_base_that_was_trained_further_is_another()
    {
        var run = folder["run"];
        CopyRun("sinusoid", run);
        Adapt(run);
        var checkpoint = RunFolder.CheckpointPathIn(run);
        var file = SafeTensorsFile.Read(checkpoint);
        var bias = file.Arrays["2.bias"];
        var changed = bias.ToFloats();
        changed[0] = MathF.BitIncrement(changed[0]);
        new SafeTensorsFile(file.Arrays.Values.Select(array => array.Name == bias.Name ? new NamedArray(bias.Name, bias.Shape, changed) : array), file.Metadata).Write(checkpoint);
        Predict().Failed(1, Out, "trained further", run);
    }

    [Fact]
    public void A_file_that_is_no_adapted_model_is_refused()
    {
        Cli.Run("predict", RunFolder.CheckpointPathIn(runs["sinusoid"]), folder.Write("q.csv", "x\n1\n")).Failed(1, "of format 'metalearn-checkpoint-1', expected an adapted model");
        Cli.Run("predict", folder.Write("cut.adapted", "cut"), folder["q.csv"]).Failed(1, "cut.adapted", "too few");
        Cli.Run("predict", folder["none"], folder["q.csv"]).Failed(1, folder["none"], "no such file");
    }

    [Fact]
    public void Wrong_usage_is_exit_code_two()
    {
        Cli.Run("adapt", runs["sinusoid"], "--support", "a.csv").Failed(2, "--out");
        Cli.Run("adapt", runs["sinusoid"], "--support", "a.csv", "--out", Out, "--steps", "many").Failed(2, "--steps 'many'");
        Cli.Run("predict", Out).Failed(2, "predict");
        Cli.Run("adapt", runs["sinusoid"], "--suport", "a.csv", "--out", Out).Failed(2, "did you mean '--support'");
    }

    [Fact]
    public void What_cannot_be_opened_or_written_is_named()
    {
        var support = folder.Write("s.csv", "x,y\n1,2\n");
        Cli.Run("adapt", folder["none"], "--support", support, "--out", Out).Failed(1, folder["none"]);
        Cli.Run("adapt", runs["sinusoid"], "--support", folder["none.csv"], "--out", Out).Failed(1, folder["none.csv"], "no such file");
        Cli.Run("adapt", runs["sinusoid"], "--support", support, "--out", folder["."]).Failed(1, "is a folder");
        Cli.Run("adapt", runs["sinusoid"], "--support", support, "--out", folder["no/where"]).Failed(1, "could not be saved");
    }

    [Fact]
    public void The_oracle_cannot_adapt_and_says_why()
    {
        Cli.Run(["train", "sinusoid", "--algorithm", "oracle", "--run", folder["oracle"], "--no-baselines", .. Cli.Quick]).Succeeded();
        Cli.Run("adapt", folder["oracle"], "--support", folder.Write("s.csv", "x,y\n1,2\n"), "--out", Out).Failed(1, "oracle", "hidden numbers");
    }

    private void Adapt(string run) => Cli.Run("adapt", run, "--support", folder.Write("s.csv", "x,y\n1,2\n-2,0.5\n"), "--out", Out).Succeeded();

    private CliResult Predict(params string[] more) => Cli.Run(["predict", Out, folder.Write("q.csv", "x\n1\n"), .. more]);

    private void CopyRun(string name, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in new[] { "run.json", "checkpoint.safetensors" }) File.Copy(Path.Combine(runs[name], file), Path.Combine(to, file));
    }
}
