using System.Text.Json;

namespace MetaLearn.Reinforcement.Tests.Physics;

/// <summary>Stored states, of the folder <c>test/golden</c>.</summary>
internal static class GoldenFile
{
    /// <summary>The case of a name.</summary>
    public static JsonElement Case(string file, string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "MetaLearn.slnx"))) folder = folder.Parent; // A test runs below the repository.
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.FullName, "test", "golden", file)));
        return document.RootElement.EnumerateArray().Single(element => element.GetProperty("name").GetString() == name).Clone();
    }

    /// <summary>An array of numbers.</summary>
    public static double[] Numbers(JsonElement element) => [.. element.EnumerateArray().Select(number => number.GetDouble())];

    /// <summary>Fails where a number is further off than the tolerance, or than that part of it.</summary>
    public static void AssertNear(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])), $"{what}, number {i}: expected {expected[i]}, found {actual[i]}.");
    }
}
