using System.Globalization;
using System.Text.Json;
using MetaLearn.Episodes;

namespace MetaLearn.Experiments;

/// <summary>What must be known of a run's network where the network is all there is: what its numbers mean.</summary>
public static class ExportNotes
{
    /// <summary>
    /// The problem, the algorithm, and how x and predictions are read: for a table its columns, categories and labels as JSON (<c>table</c>) and the means and deviations that
    /// numbers were standardised by (<c>scaling</c>); for pictures their layout and the ways.
    /// </summary>
    /// <param name="run">Any.</param>
    public static IReadOnlyDictionary<string, string> Of(TrainedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var (spec, data) = (run.Experiment.Spec, run.Experiment.Data);
        var notes = new Dictionary<string, string>(StoredEncoding.Notes(data.Encoding), StringComparer.Ordinal)
        {
            ["problem"] = spec.Problem,
            ["algorithm"] = spec.Algorithm,
        };
        if (data.Encoding?.Scaling is { } scaling) notes["scaling"] = Json(scaling);
        if (spec.IsImages)
        {
            notes["layout"] = "rows, height, width, channels; numbers from 0 to 1";
            notes["ways"] = spec.Ways.ToString(CultureInfo.InvariantCulture);
        }
        return notes;
    }

    private static string Json(Scaling scaling)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            Write(json, "feature_means", scaling.FeatureMeans);
            Write(json, "feature_deviations", scaling.FeatureDeviations);
            Write(json, "target_means", scaling.TargetMeans);
            Write(json, "target_deviations", scaling.TargetDeviations);
            json.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<double> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteNumberValue(value);
        json.WriteEndArray();
    }
}
