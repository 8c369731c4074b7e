using System.Collections.Immutable;
using System.Text.Json;
using MetaLearn.Episodes;
using MetaLearn.Files;

namespace MetaLearn.Experiments;

/// <summary>
/// A <see cref="TableEncoding"/> as a part of a checkpoint, so that a model and the units of its inputs stay together: the scaling as arrays, names, categories and
/// labels as JSON in the metadata entry <c>table</c>. Checkpoints from before there were categories have the arrays alone.
/// </summary>
internal static class StoredEncoding
{
    private const string FeatureMeans = "scaling.feature_means", FeatureDeviations = "scaling.feature_deviations",
        TargetMeans = "scaling.target_means", TargetDeviations = "scaling.target_deviations", Table = "table";

    public static IReadOnlyList<NamedArray> Arrays(TableEncoding? encoding) => encoding?.Scaling is not { } scaling ? [] :
    [
        new(FeatureMeans, new(scaling.FeatureMeans.Length), scaling.FeatureMeans.AsSpan()),
        new(FeatureDeviations, new(scaling.FeatureDeviations.Length), scaling.FeatureDeviations.AsSpan()),
        new(TargetMeans, new(scaling.TargetMeans.Length), scaling.TargetMeans.AsSpan()),
        new(TargetDeviations, new(scaling.TargetDeviations.Length), scaling.TargetDeviations.AsSpan()),
    ];

    public static IReadOnlyDictionary<string, string> Notes(TableEncoding? encoding)
    {
        if (encoding is null) return ImmutableDictionary<string, string>.Empty;
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            Write(json, "features", encoding.Features);
            Write(json, "targets", encoding.Targets);
            json.WriteStartObject("categories");
            foreach (var (feature, own) in encoding.Categories) Write(json, feature, own);
            json.WriteEndObject();
            Write(json, "labels", encoding.Labels);
            json.WriteEndObject();
        }
        return ImmutableDictionary<string, string>.Empty.Add(Table, System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }

    /// <param name="path">Of a checkpoint.</param>
    /// <param name="spec">Names the columns where the checkpoint does not.</param>
    /// <exception cref="FileFormatException">An array is missing or holds impossible numbers, or the parts do not go together.</exception>
    public static TableEncoding Read(string path, ExperimentSpec spec)
    {
        var file = SafeTensorsFile.Read(path);
        double[] Values(string name) => file.Arrays.TryGetValue(name, out var array)
            ? array.ToDoubles()
            : throw new FileFormatException(path, $"is not a checkpoint of a table's model: it has no array '{name}'.");
        try
        {
            var scaling = new Scaling(Values(FeatureMeans), Values(FeatureDeviations), Values(TargetMeans), Values(TargetDeviations));
            if (!file.Metadata.TryGetValue(Table, out var notes)) return new(spec.Features, spec.Targets, scaling);
            using var json = JsonDocument.Parse(notes);
            var root = json.RootElement;
            var categories = root.GetProperty("categories").EnumerateObject().ToDictionary(feature => feature.Name, feature => Texts(feature.Value));
            return new(Texts(root.GetProperty("features")), Texts(root.GetProperty("targets")), scaling, categories, Texts(root.GetProperty("labels")));
        }
        catch (Exception failure) when (failure is ArgumentException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FileFormatException(path, $"holds no usable encoding of a table ({failure.Message.Split(" (Parameter", 2)[0].ReplaceLineEndings(" ")}).", failure);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, ImmutableArray<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static ImmutableArray<string> Texts(JsonElement json) => [.. json.EnumerateArray().Select(text => text.GetString() ?? "")];
}
