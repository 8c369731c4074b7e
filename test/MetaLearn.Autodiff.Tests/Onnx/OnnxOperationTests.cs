using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using MetaLearn.Autodiff.Onnx;

namespace MetaLearn.Autodiff.Tests.Onnx;

/// <summary>
/// Each operation against another runtime: <c>test/golden/onnx-operations.json</c> has what ONNX Runtime computed from our bytes, and a checksum of those bytes. Where an
/// export changes, write the models with <c>METALEARN_ONNX=FOLDER</c> set and run <c>onnx_outputs.mjs</c> on the folder.
/// </summary>
public sealed class OnnxOperationTests
{
    private static readonly JsonElement Stored = Read("onnx-operations");

    public static TheoryData<string> Names => [.. OnnxCases.All.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_exported_operation_computes_what_another_runtime_computed_from_these_bytes(string name)
    {
        var one = OnnxCases.All.Single(one => one.Name == name);
        var stored = Stored.GetProperty("cases").GetProperty(name);
        if (stored.TryGetProperty("refused", out var reason))
        {
            Assert.Equal(reason.GetString(), Assert.Throws<NotSupportedException>(() => one.Export()).Message);
            return;
        }
        Assert.Equal(stored.GetProperty("model").GetString(), Checksum(one.Export()));
        float[] theirs = [.. stored.GetProperty("predictions").EnumerateArray().Select(number => number.GetSingle())], ours = one.Compute();
        // What no x reaches we compute once, for all rows.
        if (ours.Length < theirs.Length) ours = [.. Enumerable.Repeat(ours, theirs.Length / ours.Length).SelectMany(row => row)];
        Assert.Equal(theirs.Length, ours.Length);
        for (var i = 0; i < ours.Length; i++) Assert.True(Math.Abs(ours[i] - theirs[i]) <= 1e-5 * (1 + Math.Abs(theirs[i])), $"at {i}: ours {ours[i]:R}, theirs {theirs[i]:R}");
    }

    [Fact]
    public void Every_operation_is_exported_or_refused_with_a_reason()
    {
        var known = OnnxOperations.Exported.Keys.Concat(OnnxOperations.Refused.Keys).Concat(OnnxElementwise.Exported).ToList();
        Assert.Equal(known.Count, known.Distinct().Count());
        Assert.Equal(
            typeof(Operation).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Operation)) && !type.IsAbstract).Select(type => type.Name).Order(),
            known.Select(type => type.Name).Order());
    }

    [Fact]
    public void Every_exported_operation_was_computed_by_the_other_runtime()
    {
        var computed = OnnxCases.All.Where(one => Stored.GetProperty("cases").GetProperty(one.Name).TryGetProperty("predictions", out _))
            .SelectMany(one => Functions.InputsFirst(one.Formula)).Select(node => node.Operation.GetType()).ToHashSet();
        Assert.Subset(computed, OnnxOperations.Exported.Keys.Concat(OnnxElementwise.Exported).ToHashSet());
    }

    [Fact]
    public void Models_are_written_for_the_other_runtime_where_a_folder_is_named()
    {
        var folder = Environment.GetEnvironmentVariable("METALEARN_ONNX") ?? Directory.CreateTempSubdirectory("metalearn-onnx-").FullName;
        var cases = new JsonArray();
        foreach (var (one, i) in OnnxCases.All.Select((one, i) => (one, i)))
        {
            var entry = new JsonObject { ["name"] = one.Name };
            try
            {
                var bytes = one.Export();
                File.WriteAllBytes(Path.Combine(folder, $"{i}.onnx"), bytes);
                entry["file"] = $"{i}.onnx";
                entry["model"] = Checksum(bytes);
                entry["shape"] = new JsonArray([one.Rows.Count, .. OnnxLowering.Row(one.X.Shape).Select(length => JsonValue.Create(length))]);
                entry["x"] = new JsonArray([.. one.Rows.SelectMany(row => row).Select(number => JsonValue.Create(number))]);
                entry["ours"] = new JsonArray([.. one.Compute().Select(number => JsonValue.Create(number))]);
            }
            catch (NotSupportedException refusal)
            {
                entry["refused"] = refusal.Message;
            }
            cases.Add(entry);
        }
        File.WriteAllText(Path.Combine(folder, "onnx-operations.cases.json"), cases.ToJsonString());
        Assert.Equal(OnnxCases.All.Count, cases.Count);
        if (Environment.GetEnvironmentVariable("METALEARN_ONNX") is null) Directory.Delete(folder, recursive: true);
    }

    private static string Checksum(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];

    private static JsonElement Read(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MetaLearn.slnx"))) folder = folder.Parent;
        var path = Path.Combine(folder!.FullName, "test", "golden", name + ".json"); // A test runs below the repository.
        if (!File.Exists(path)) return JsonDocument.Parse("""{"cases": {}}""").RootElement;
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.Clone();
    }
}
