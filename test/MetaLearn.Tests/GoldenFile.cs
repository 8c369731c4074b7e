using System.Text.Json;

namespace MetaLearn.Tests;

/// <summary>Stored PyTorch numbers: <c>test/golden/*.json</c>, made by <c>make_golden.py</c> beside them.</summary>
internal static class GoldenFile
{
    public static string Folder { get; } = Path.Combine(Root(), "test", "golden");

    public static JsonElement Read(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name + ".json")));
        return document.RootElement.Clone();
    }

    /// <summary>A tensor's <c>{"shape": [..], "values": [..]}</c>.</summary>
    public static (int[] Shape, double[] Values) Tensor(JsonElement element)
        => ([.. element.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32())], Numbers(element.GetProperty("values")));

    public static double[] Numbers(JsonElement element) => [.. element.EnumerateArray().Select(number => number.GetDouble())];

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MetaLearn.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds MetaLearn.slnx.");
    }
}
