using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MetaLearn.Files;

/// <summary>The text of <c>run.json</c>.</summary>
internal static class RunRecordJson
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(Stream stream, RunRecord record)
    {
        using var json = new Utf8JsonWriter(stream, Readable);
        json.WriteStartObject();
        json.WriteString("command", record.Command);
        json.WriteStartObject("options");
        foreach (var (name, value) in record.Options) json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteNumber("seed", record.Seed);
        json.WriteString("dataFingerprint", record.DataFingerprint);
        json.WriteString("version", record.Version);
        json.WriteString("runtime", record.Runtime);
        json.WriteString("created", record.Created.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }

    public static RunRecord Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw new FileFormatException(path, $"is a JSON {root.ValueKind}, expected the Object of a run.");
            var options = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
            foreach (var option in Property(path, root, "options", JsonValueKind.Object).EnumerateObject())
                options[option.Name] = Text(path, root.GetProperty("options"), option.Name);
            return new RunRecord
            {
                Command = Text(path, root, "command"),
                Options = options.ToImmutable(),
                Seed = Property(path, root, "seed", JsonValueKind.Number).TryGetUInt64(out var seed)
                    ? seed
                    : throw new FileFormatException(path, "has a \"seed\" that is not a whole number from 0 to 2⁶⁴ − 1."),
                DataFingerprint = root.TryGetProperty("dataFingerprint", out var data) && data.ValueKind == JsonValueKind.Null ? null : Text(path, root, "dataFingerprint"),
                Version = Text(path, root, "version"),
                Runtime = Text(path, root, "runtime"),
                Created = DateTimeOffset.TryParse(Text(path, root, "created"), CultureInfo.InvariantCulture, out var created)
                    ? created
                    : throw new FileFormatException(path, "has a \"created\" that is not a time."),
            };
        }
        // Text that is not valid UTF-8 or UTF-16 only shows, as InvalidOperationException, when it is read.
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw new FileFormatException(path, "is not the JSON of a run.", failure);
        }
    }

    private static string Text(string path, JsonElement element, string name)
        => Property(path, element, name, JsonValueKind.String).GetString()!; // A JSON string is never null.

    private static JsonElement Property(string path, JsonElement element, string name, JsonValueKind kind)
        => element.TryGetProperty(name, out var value) && value.ValueKind == kind
            ? value
            : throw new FileFormatException(path, $"has no \"{name}\" of JSON kind {kind}.");
}
