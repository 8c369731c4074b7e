using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MetaLearn.Algorithms;
using MetaLearn.Tests.Files;

namespace MetaLearn.Tests.Algorithms;

/// <summary>
/// Whole models against another runtime: <c>test/golden/onnx-models.json</c> has what ONNX Runtime computed from our files. Where an export changes, write the files with
/// <c>METALEARN_ONNX=FOLDER</c> set and run <c>onnx_outputs.mjs</c> on the folder.
/// </summary>
public sealed class OnnxModelTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Names => [.. OnnxModelCases.Names];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Our_predictions_are_another_runtime_s(string name)
    {
        var trained = OnnxModelCases.Model(name);
        var (x, cases) = (OnnxModelCases.X(trained), GoldenFile.Read("onnx-models").GetProperty("cases"));
        Compare(cases.GetProperty($"{name}, adapted"), OnnxModelCases.Adapt(trained).Predict(x));
        if (OnnxModelCases.IsExportedBeforeAdapting(name)) Compare(cases.GetProperty(name), OnnxModelCases.Adapt(BeforeAdapting(trained)).Predict(x));
    }

    [Fact]
    public void Models_are_written_for_the_other_runtime_where_a_folder_is_named()
    {
        var to = Environment.GetEnvironmentVariable("METALEARN_ONNX") ?? folder.Path;
        var cases = new JsonArray();
        foreach (var name in OnnxModelCases.Names)
        {
            var trained = OnnxModelCases.Model(name);
            var adapted = OnnxModelCases.Adapt(trained);
            adapted.SaveOnnx(Add($"{name}, adapted", trained, adapted));
            if (OnnxModelCases.IsExportedBeforeAdapting(name)) trained.SaveOnnx(Add(name, trained, OnnxModelCases.Adapt(BeforeAdapting(trained))));
        }
        File.WriteAllText(Path.Combine(to, "onnx-models.cases.json"), cases.ToJsonString());
        Assert.All(cases, entry => Assert.True(File.Exists(Path.Combine(to, (string)entry!["file"]!))));

        string Add(string name, TrainedModel trained, AdaptedModel ours)
        {
            var (file, x) = (string.Create(CultureInfo.InvariantCulture, $"model {cases.Count}.onnx"), OnnxModelCases.X(trained));
            var shape = new JsonArray([x.Length / trained.Shape.XRow.Count, .. trained.Shape.XRow.Lengths.ToArray().Select(length => JsonValue.Create(length))]);
            cases.Add(new JsonObject { ["name"] = name, ["file"] = file, ["shape"] = shape, ["x"] = Numbers(x), ["ours"] = Numbers(ours.Predict(x)) });
            return Path.Combine(to, file);
        }
    }

    [Fact]
    public void An_mlp_is_its_layers_with_the_parameters_under_their_names()
    {
        var trained = OnnxModelCases.Model("mlp");
        var read = Read(path => trained.SaveOnnx(path, new Dictionary<string, string> { ["user"] = "Zoë" }));
        Assert.Equal(["Gemm", "Add", "Relu", "Gemm", "Add", "Relu", "Gemm", "Add", "Identity"], read.Nodes.Select(node => node.Type));
        Assert.Equal(("x: rows, 1", "predictions: rows, 1", 8L, 17L, "MetaLearn"), (read.X, read.Predictions, read.FormatVersion, read.Opset, read.Producer));
        Assert.Equal("x", read.Nodes[0].Inputs[0]);
        Assert.Equal(["predictions"], read.Nodes[^1].Outputs);
        Assert.Equal([1], read.Nodes[0].Attributes["transB"]);
        Assert.Equal(trained.Learner.Parameters.Select(parameter => parameter.Name).Order(), read.Arrays.Select(array => array.Name).Order());
        foreach (var (parameter, values) in trained.Learner.Parameters.Zip(trained.Parameters))
        {
            var array = read.Arrays.Single(array => array.Name == parameter.Name);
            Assert.Equal(values, array.Floats);
            Assert.Equal(parameter.Shape.ToString(), $"[{string.Join(", ", array.Lengths)}]");
        }
        Assert.Equal(("Zoë", trained.Hash, "0", "0"), (read.Metadata["user"], read.Metadata["base"], read.Metadata["inner_steps"], read.Metadata["support_rows"]));
    }

    [Fact]
    public void An_adapted_model_has_the_adapted_parameters_under_the_same_names()
    {
        var trained = OnnxModelCases.Model("mlp");
        var adapted = OnnxModelCases.Adapt(trained);
        var (before, after) = (Read(path => trained.SaveOnnx(path)), Read(path => adapted.SaveOnnx(path)));
        Assert.Equal(before.Nodes.Select(node => node.Type), after.Nodes.Select(node => node.Type));
        Assert.Equal(before.Arrays.Select(array => array.Name), after.Arrays.Select(array => array.Name));
        foreach (var values in adapted.State) Assert.Contains(after.Arrays, array => array.Floats.AsSpan().SequenceEqual(values.Span));
        Assert.DoesNotContain(after.Arrays, array => before.Arrays.Any(other => other.Floats.AsSpan().SequenceEqual(array.Floats)));
        Assert.Equal(("2", "6"), (after.Metadata["inner_steps"], after.Metadata["support_rows"]));
    }

    [Fact]
    public void A_kernel_is_in_ONNX_s_order()
    {
        var trained = OnnxModelCases.Model("conv4 strided");
        var read = Read(path => trained.SaveOnnx(path));
        var kernel = trained.Learner.Model.Specs.Select((spec, i) => (Spec: spec, Values: trained.Parameters[i])).First(one => one.Spec.Name == "features.layer2.conv.weight");
        var array = read.Arrays.Single(array => array.Name == kernel.Spec.Name);
        Assert.Equal([4, 4, 3, 3], array.Lengths);
        Assert.Equal(kernel.Spec.Layout!.ToPyTorch<float>(kernel.Values), array.Floats); // A kernel has a layout.
        Assert.Equal("x: rows, 28, 28, 1", read.X);
        Assert.Equal(4, read.Nodes.Count(node => node.Type == "Conv"));
        Assert.Equal([0, 0, 1, 1], read.Nodes.First(node => node.Type == "Conv").Attributes["pads"]);
    }

    [Fact]
    public void The_same_model_gives_the_same_bytes()
    {
        foreach (var file in new[] { "one.onnx", "two.onnx" }) OnnxModelCases.Adapt(OnnxModelCases.Model("conv4 pooled")).SaveOnnx(folder.File(file));
        Assert.Equal(File.ReadAllBytes(folder.File("one.onnx")), File.ReadAllBytes(folder.File("two.onnx")));
    }

    [Fact]
    public void What_cannot_be_exported_is_said_and_nothing_is_written()
    {
        var path = folder.File("model.onnx");
        Assert.Contains("export an adapted model", Assert.Throws<NotSupportedException>(() => OnnxModelCases.Model("neighbours").SaveOnnx(path)).Message, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => OnnxModelCases.Model("mlp").SaveOnnx(folder.File("no/such/folder.onnx")));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    private static JsonArray Numbers(float[] values) => [.. values.Select(value => JsonValue.Create(value))];

    private static TrainedModel BeforeAdapting(TrainedModel trained) => new(trained.Learner, trained.Parameters, trained.Shape, innerSteps: 0);

    private static void Compare(JsonElement stored, float[] ours)
    {
        double[] theirs = [.. stored.GetProperty("predictions").EnumerateArray().Select(number => number.GetDouble())];
        var width = theirs.Length / stored.GetProperty("shape")[0].GetInt32();
        Assert.NotEqual(theirs[..width], theirs[width..(2 * width)]);
        Near.Equal(theirs, Array.ConvertAll(ours, number => (double)number), 1e-5);
    }

    private OnnxReader Read(Action<string> save)
    {
        save(folder.File("read.onnx"));
        return new(File.ReadAllBytes(folder.File("read.onnx")));
    }
}
