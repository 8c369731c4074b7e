using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;

namespace MetaLearn.Files;

/// <summary>
/// A run's <c>metrics.jsonl</c>: one JSON object a line, <c>{"iteration":100,"loss":2.5}</c>. NaN and infinities, which JSON has no numbers for,
/// are the strings <c>"NaN"</c>, <c>"Infinity"</c> and <c>"-Infinity"</c>. Each line is handed to the operating system whole, as it is written. Not thread-safe.
/// </summary>
public sealed class MetricsLog : IDisposable
{
    private const string IterationName = "iteration";

    private readonly FileStream stream;
    private readonly ArrayBufferWriter<byte> line = new();

    private MetricsLog(FileStream stream) => this.stream = stream;

    /// <summary>
    /// Opens the log to append. Of what is there, everything from the first line of a later iteration, or the first line that is not whole, is
    /// dropped, so a run that was killed and resumed has each iteration once.
    /// </summary>
    /// <param name="path">Made when it is missing.</param>
    /// <param name="resumeAfterIteration">Last iteration to keep; −1 starts afresh.</param>
    /// <exception cref="IOException">The file cannot be opened or written.</exception>
    public static MetricsLog Open(string path, long resumeAfterIteration)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(resumeAfterIteration, -1);
        var kept = 0;
        if (File.Exists(path))
        {
            var bytes = File.ReadAllBytes(path);
            while (NextLine(bytes, kept) is { } next && TryParse(bytes.AsMemory(kept..next), out var parsed) && parsed.Iteration <= resumeAfterIteration)
                kept = next;
        }
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        stream.SetLength(kept);
        stream.Seek(0, SeekOrigin.End);
        return new MetricsLog(stream);
    }

    /// <summary>All lines of a log, also of a run that is still writing: a last line without its end is left out.</summary>
    /// <param name="path">Of the log.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileFormatException">A line is not an object of numbers with an iteration.</exception>
    public static ImmutableArray<MetricsLine> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: there is no such file.", path);
        var bytes = ReadShared(path);
        var lines = ImmutableArray.CreateBuilder<MetricsLine>();
        var start = 0;
        while (NextLine(bytes, start) is { } next)
        {
            lines.Add(TryParse(bytes.AsMemory(start..next), out var parsed)
                ? parsed
                : throw new FileFormatException(path, $"line {lines.Count + 1} is not a JSON object of numbers with an \"{IterationName}\"."));
            start = next;
        }
        return lines.DrainToImmutable();
    }

    /// <summary>Writes one line.</summary>
    /// <param name="iteration">At least 0, and not before that of the last line.</param>
    /// <param name="values">Names must differ, and none is <c>iteration</c>.</param>
    public void Write(long iteration, params ReadOnlySpan<(string Name, double Value)> values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(iteration);
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i].Name == IterationName) throw new ArgumentException($"A metric cannot be called {IterationName}.", nameof(values));
            for (var j = 0; j < i; j++)
                if (values[i].Name == values[j].Name) throw new ArgumentException($"Metric '{values[i].Name}' is given twice.", nameof(values));
        }
        line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteNumber(IterationName, iteration);
            foreach (var (name, value) in values)
                if (double.IsFinite(value)) json.WriteNumber(name, value);
                else json.WriteString(name, double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
            json.WriteEndObject();
        }
        line.Write("\n"u8);
        stream.Write(line.WrittenSpan);
    }

    /// <summary>Waits until all lines are on the disk: before a checkpoint that counts on them.</summary>
    public void FlushToDisk() => stream.Flush(flushToDisk: true);

    /// <summary>Closes the file.</summary>
    public void Dispose() => stream.Dispose();

    private static byte[] ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        return bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }

    private static int? NextLine(byte[] bytes, int start) => Array.IndexOf(bytes, (byte)'\n', start) is >= 0 and var end ? end + 1 : null;

    private static bool TryParse(ReadOnlyMemory<byte> text, out MetricsLine parsed)
    {
        parsed = new MetricsLine(-1, ImmutableSortedDictionary<string, double>.Empty);
        var values = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        try
        {
            using var json = JsonDocument.Parse(text);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(IterationName, out var at)
                || at.ValueKind != JsonValueKind.Number || !at.TryGetInt64(out var iteration) || iteration < 0) return false;
            foreach (var property in root.EnumerateObject())
            {
                if (property.Name == IterationName) continue;
                if (Number(property.Value) is not { } value || !values.TryAdd(property.Name, value)) return false;
            }
            parsed = new MetricsLine(iteration, values.ToImmutable());
            return true;
        }
        // Text that is not valid UTF-8 or UTF-16 only shows, as InvalidOperationException, when it is read.
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static double? Number(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.String => element.GetString() switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => null,
        },
        _ => null,
    };
}
