using System.Text;
using System.Text.Json;
using MetaLearn.Experiments;

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
