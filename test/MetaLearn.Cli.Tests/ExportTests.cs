using System.Text;
using System.Text.Json;
using MetaLearn.Experiments;
using MetaLearn.Tests.Files;

namespace MetaLearn.Cli.Tests;

public sealed class ExportTests(AdaptableRuns runs) : IClassFixture<AdaptableRuns>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Onnx => folder["model.onnx"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_run_is_exported_as_it_is_before_adapting()
    {
        var result = Cli.Run("export", runs["csv"], "--onnx", Onnx).Succeeded();
        Assert.Contains("before adapting", result.Error, StringComparison.Ordinal);
        Assert.Contains($"ONNX model: {Onnx} (", result.Out, StringComparison.Ordinal);
        Assert.Contains("x [rows, 2] to predictions [rows, 1]", result.Out, StringComparison.Ordinal);
        // Texts are stored as they are: names of parameters, and what the numbers mean.
        var text = Encoding.UTF8.GetString(File.ReadAllBytes(Onnx));
        Assert.All(["0.weight", "2.bias", "\"features\":[\"a\",\"b\"]", "target_deviations", RunModel.Open(runs["csv"]).Model.Hash], part => Assert.Contains(part, text, StringComparison.Ordinal));
    }

    [Fact]
    public void An_adapted_model_is_exported_and_differs_from_its_run()
    {
        var adapted = Adapted();
        var json = JsonDocument.Parse(Cli.Run("export", adapted, "--onnx", Onnx, "--json").Succeeded().Out).RootElement;
        Assert.Equal((5, "[rows, 2]", "[rows, 1]"), (json.GetProperty("support").GetInt32(), json.GetProperty("x").GetString(), json.GetProperty("predictions").GetString()));
        Assert.Equal(new FileInfo(Onnx).Length, json.GetProperty("bytes").GetInt64());
        Assert.Equal(RunModel.Open(runs["csv"]).Model.Hash, json.GetProperty("base").GetString());
        Cli.Run("export", runs["csv"], "--onnx", folder["before.onnx"]).Succeeded();
        Assert.NotEqual(File.ReadAllBytes(folder["before.onnx"]), File.ReadAllBytes(Onnx));
        Assert.Contains("0.weight", Encoding.UTF8.GetString(File.ReadAllBytes(Onnx)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_of_pictures_is_exported_with_their_layout()
    {
        Cli.Run("train", "strokes", "--run", folder["strokes"], "--no-baselines", "--model", "mlp", "--hidden", "4", "--iterations", "2", "--validate-every", "2", "--validation-episodes", "2",
            "--meta-batch", "1", "--threads", "1", "--evaluation-steps", "1").Succeeded();
        var result = Cli.Run("export", folder["strokes"], "--onnx", Onnx).Succeeded();
        Assert.Contains("x [rows, 28, 28, 1] to predictions [rows, 5]", result.Out, StringComparison.Ordinal);
        Assert.Contains("rows, height, width, channels", Encoding.UTF8.GetString(File.ReadAllBytes(Onnx)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_adapted_model_of_pictures_is_exported_with_its_adapted_kernels()
    {
        Cli.Run("train", "strokes", "--run", folder["strokes"], "--no-baselines", "--model", "conv4", "--statistics", "support", "--filters", "4", "--ways", "3", "--iterations", "2", "--validate-every", "2",
            "--validation-episodes", "2", "--meta-batch", "1", "--threads", "1", "--evaluation-steps", "1").Succeeded();
        StrokesFolder.Write(folder["new"], 250, 3, 2);
        Cli.Run("adapt", folder["strokes"], "--support", folder["new"], "--out", folder["new.adapted"]).Succeeded();
        Cli.Run("export", folder["new.adapted"], "--onnx", Onnx).Succeeded();
        var read = new OnnxReader(File.ReadAllBytes(Onnx));
        Assert.Equal(("x: rows, 28, 28, 1", "predictions: rows, 3"), (read.X, read.Predictions));
        Assert.Equal(4, read.Nodes.Count(node => node.Type == "Conv"));
        Assert.Equal(("1", "6"), (read.Metadata["inner_steps"], read.Metadata["support_rows"]));
        var model = RunModel.Open(folder["strokes"]).Model;
        var adapted = model.LoadAdapted(folder["new.adapted"]).State.Select(values => values.ToArray()).ToList();
        foreach (var (spec, before) in model.Learner.Model.Specs.Zip(model.Parameters).Where(pair => pair.First.Name.EndsWith("conv.weight", StringComparison.Ordinal)))
        {
            var kernel = read.Arrays.Single(array => array.Name == spec.Name);
            // In ONNX's order, and no more those of the run.
            Assert.Contains(adapted, values => values.Length == before.Length && spec.Layout!.ToPyTorch<float>(values).AsSpan().SequenceEqual(kernel.Floats)); // A kernel has a layout.
            Assert.NotEqual(spec.Layout!.ToPyTorch<float>(before), kernel.Floats);
        }
    }

    [Fact]
    public void What_is_no_run_and_no_adapted_model_is_refused()
    {
        Cli.Run("export", folder["nothing"], "--onnx", Onnx).Failed(1, folder["nothing"], "no such run or adapted model");
        Directory.CreateDirectory(folder["empty"]);
        Cli.Run("export", folder["empty"], "--onnx", Onnx).Failed(1, folder["empty"]);
        Cli.Run("export", folder.Write("table.csv", "a,b\n1,2\n"), "--onnx", Onnx).Failed(1, folder["table.csv"]);
        Cli.Run("export", runs["csv"]).Failed(2, "--onnx");
        Cli.Run("export", runs["csv"], "--onnx", Onnx, "--run", runs["csv"]).Failed(2, "is a run itself");
        Cli.Run("export", Adapted(), "--onnx", Onnx, "--run", runs["sinusoid"]).Failed(1, "was adapted from the base");
        Assert.False(File.Exists(Onnx));
    }

    [Fact]
    public void Where_the_file_cannot_be_written_the_sentence_says_so_and_nothing_is_left()
    {
        Cli.Run("export", runs["csv"], "--onnx", folder["no/such/model.onnx"]).Failed(1, folder["no/such/model.onnx"], "could not be saved");
        Directory.CreateDirectory(folder["taken"]);
        Cli.Run("export", runs["csv"], "--onnx", folder["taken"]).Failed(1, folder["taken"], "is a folder");
        Assert.Empty(Directory.GetFiles(folder["."]));
    }

    private string Adapted()
    {
        Cli.Run("adapt", runs["csv"], "--support", folder.Write("support.csv", AdaptableRuns.Table([9], 5)), "--out", folder["one.adapted"]).Succeeded();
        return folder["one.adapted"];
    }
}
