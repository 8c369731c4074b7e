using System.Text.Json;
using MetaLearn.Files;
using MetaLearn.Training;

namespace MetaLearn.Experiments;

/// <summary>A <see cref="ResultSet"/> as a run's <c>evaluation.json</c>.</summary>
public static class ResultSetJson
{
    /// <summary>Where a run keeps its results.</summary>
    /// <param name="folder">The run's.</param>
    public static string PathIn(string folder) => Path.Combine(folder, "evaluation.json");

    /// <summary>Writes the file atomically.</summary>
    /// <param name="path">To make or replace.</param>
    /// <param name="results">What is kept.</param>
    /// <exception cref="IOException">It could not be written.</exception>
    public static void Write(string path, ResultSet results)
    {
        ArgumentNullException.ThrowIfNull(results);
        AtomicFile.Write(path, stream =>
        {
            using var json = new Utf8JsonWriter(stream, new() { Indented = true });
            json.WriteStartObject();
            var protocol = results.Protocol;
            json.WriteNumber("episodes", protocol.Episodes);
            json.WriteNumber("seed", protocol.Seed);
            json.WriteNumber("support_rows", protocol.SupportRows);
            json.WriteNumber("query_rows", protocol.QueryRows);
            json.WriteNumber("inner_steps", protocol.InnerSteps);
            if (protocol.Ways is { } ways) json.WriteNumber("ways", ways);
            if (protocol.IsImbalanced) json.WriteBoolean("imbalanced", true);
            json.WriteBoolean("transductive", protocol.IsTransductive);
            if (protocol.Groups is { } groups)
            {
                json.WriteNumber("groups", groups.Count);
                json.WriteString("group_name", groups.Name);
            }
            json.WriteString("unit", results.Unit);
            json.WriteStartArray("learners");
            foreach (var learner in results.Learners) Write(json, learner);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <summary>Reads the file back.</summary>
    /// <param name="path">Of a file that <see cref="Write(string, ResultSet)"/> wrote.</param>
    /// <exception cref="FileFormatException">It is damaged.</exception>
    public static ResultSet Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = json.RootElement;
            var protocol = new EvaluationProtocol(root.GetProperty("episodes").GetInt32(), root.GetProperty("seed").GetUInt64(),
                root.GetProperty("support_rows").GetInt32(), root.GetProperty("query_rows").GetInt32(), root.GetProperty("inner_steps").GetInt32())
            {
                Ways = root.TryGetProperty("ways", out var ways) ? ways.GetInt32() : null,
                IsImbalanced = root.TryGetProperty("imbalanced", out var imbalanced) && imbalanced.GetBoolean(),
                IsTransductive = root.TryGetProperty("transductive", out var transductive) && transductive.GetBoolean(),
                Groups = root.TryGetProperty("groups", out var groups) ? (groups.GetInt32(), root.GetProperty("group_name").GetString() ?? "") : null,
            };
            return new(protocol, root.GetProperty("unit").GetString() ?? "", [.. root.GetProperty("learners").EnumerateArray().Select(Learner)]);
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new FileFormatException(path, $"is not the record of an evaluation ({failure.Message.ReplaceLineEndings(" ").TrimEnd('.')}).", failure);
        }
    }

    private static void Write(Utf8JsonWriter json, LearnerResult learner)
    {
        json.WriteStartObject();
        json.WriteString("name", learner.Name);
        json.WriteString("note", learner.Note);
        json.WriteNumber("selected", learner.Selected);
        json.WriteStartArray("by_step");
        foreach (var estimate in learner.ByStep) Write(json, estimate);
        json.WriteEndArray();
        if (learner.Accuracy.Count > 0)
        {
            json.WriteStartArray("accuracy_by_step");
            foreach (var estimate in learner.Accuracy) Write(json, estimate);
            json.WriteEndArray();
        }
        Write(json, "difference", learner.Difference);
        Write(json, "difference_at_start", learner.DifferenceAtStart);
        Write(json, "accuracy_difference", learner.AccuracyDifference);
        Write(json, "accuracy_difference_at_start", learner.AccuracyDifferenceAtStart);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Estimate? estimate)
    {
        if (estimate is not { } known) return;
        json.WritePropertyName(name);
        Write(json, known);
    }

    // A baseline may diverge, and JSON has no infinity: null.
    private static void Write(Utf8JsonWriter json, Estimate estimate)
    {
        json.WriteStartArray();
        Write(json, estimate.Mean);
        Write(json, estimate.Interval);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value)) json.WriteNumberValue(value);
        else json.WriteNullValue();
    }

    private static LearnerResult Learner(JsonElement json) => new(
        json.GetProperty("name").GetString() ?? "", json.GetProperty("note").GetString() ?? "", [.. json.GetProperty("by_step").EnumerateArray().Select(Estimate)],
        json.GetProperty("selected").GetInt32(),
        Known(json, "difference"), Known(json, "difference_at_start"))
    {
        Accuracy = json.TryGetProperty("accuracy_by_step", out var accuracy) ? [.. accuracy.EnumerateArray().Select(Estimate)] : [],
        AccuracyDifference = Known(json, "accuracy_difference"),
        AccuracyDifferenceAtStart = Known(json, "accuracy_difference_at_start"),
    };

    private static Estimate? Known(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? Estimate(value) : null;

    private static Estimate Estimate(JsonElement json) => new(Number(json[0]), Number(json[1]));

    private static double Number(JsonElement json) => json.ValueKind == JsonValueKind.Null ? double.NaN : json.GetDouble();
}
