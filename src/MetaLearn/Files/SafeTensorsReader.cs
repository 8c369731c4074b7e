using System.Buffers.Binary;
using System.Text.Json;
using MetaLearn.Autodiff;

namespace MetaLearn.Files;

/// <summary>Reads a safetensors file and trusts nothing in it.</summary>
internal static class SafeTensorsReader
{
    // The reference implementation's limit.
    private const long LargestHeader = 100_000_000;

    private sealed record Entry(string Name, Shape Shape, StoredType Type, long Begin, long End);

    public static SafeTensorsFile Read(string path, Stream stream)
    {
        var size = stream.Length;
        if (size < 8) throw new FileFormatException(path, $"has {size} bytes, too few for a safetensors file (8 bytes of header length come first).");
        if (size > Array.MaxLength) throw new FileFormatException(path, $"has {size} bytes; files above {Array.MaxLength} bytes are not read.");
        Span<byte> prefix = stackalloc byte[8];
        stream.ReadExactly(prefix);
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > LargestHeader)
            throw new FileFormatException(path, $"is not a safetensors file: its first 8 bytes give a header of {headerLength} bytes, expected at most {LargestHeader}.");
        if (headerLength > (ulong)(size - 8))
            throw new FileFormatException(path, $"is truncated or not a safetensors file: its header should have {headerLength} bytes, but only {size - 8} follow.");
        var rest = new byte[size - 8];
        stream.ReadExactly(rest);
        var header = rest.AsMemory(0, (int)headerLength);
        var data = rest.AsMemory((int)headerLength);
        try
        {
            using var json = JsonDocument.Parse(header);
            return Parse(path, json.RootElement, data);
        }
        // A name that is not valid text (half a surrogate pair) only shows, as InvalidOperationException, when it is read.
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw new FileFormatException(path, "is not a safetensors file: its header is not valid JSON.", failure);
        }
    }

    private static SafeTensorsFile Parse(string path, JsonElement header, ReadOnlyMemory<byte> data)
    {
        if (header.ValueKind != JsonValueKind.Object)
            throw new FileFormatException(path, $"is not a safetensors file: its header is a JSON {header.ValueKind}, expected an Object.");
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var entries = new List<Entry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in header.EnumerateObject())
        {
            if (!names.Add(property.Name)) throw new FileFormatException(path, $"has two entries called '{property.Name}'.");
            if (property.Name == SafeTensorsFile.MetadataKey) ReadMetadata(path, property.Value, metadata);
            else entries.Add(ReadEntry(path, property.Name, property.Value));
        }
        CheckCoverage(path, entries, data.Length);
        return new SafeTensorsFile(
            entries.Select(e => new NamedArray(e.Name, e.Shape, e.Type, data[(int)e.Begin..(int)e.End])), metadata);
    }

    private static void ReadMetadata(string path, JsonElement element, Dictionary<string, string> metadata)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new FileFormatException(path, $"has {SafeTensorsFile.MetadataKey} of JSON kind {element.ValueKind}, expected a map of strings.");
        foreach (var property in element.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String)
                throw new FileFormatException(path, $"has metadata '{property.Name}' of JSON kind {property.Value.ValueKind}, expected a String.");
            if (!metadata.TryAdd(property.Name, property.Value.GetString()!)) // A JSON string is never null.
                throw new FileFormatException(path, $"has metadata '{property.Name}' twice.");
        }
    }

    private static Entry ReadEntry(string path, string name, JsonElement element)
    {
        // Exactly three, all found: so none is there twice.
        if (element.ValueKind != JsonValueKind.Object || element.GetPropertyCount() != 3
            || !element.TryGetProperty("dtype", out var type) || type.ValueKind != JsonValueKind.String
            || !element.TryGetProperty("shape", out var shape) || shape.ValueKind != JsonValueKind.Array
            || !element.TryGetProperty("data_offsets", out var offsets) || offsets.ValueKind != JsonValueKind.Array)
            throw new FileFormatException(path, $"has entry '{name}' without exactly a dtype, a shape and data_offsets.");
        var stored = type.GetString() switch
        {
            "F32" => StoredType.F32,
            "F64" => StoredType.F64,
            "F16" => StoredType.F16,
            "BF16" => StoredType.BF16,
            "I64" => StoredType.I64,
            "I32" => StoredType.I32,
            var other => throw new FileFormatException(path, $"has entry '{name}' of element type '{other}', expected F32, F64, F16, BF16, I64 or I32."),
        };
        var lengths = Numbers(path, name, "shape", shape);
        var ends = Numbers(path, name, "data_offsets", offsets);
        if (ends.Length != 2 || ends[1] < ends[0])
            throw new FileFormatException(path, $"has entry '{name}' with data_offsets {offsets.GetRawText()}, expected a begin and an end not before it.");
        var counted = Int128.One;
        foreach (var length in lengths)
            if ((counted *= length) > int.MaxValue || length > int.MaxValue) throw new FileFormatException(path, $"has entry '{name}' with shape {shape.GetRawText()}, more than {int.MaxValue} elements.");
        var bytes = (long)counted * NamedArray.BytesPerElement(stored);
        return ends[1] - ends[0] == bytes
            ? new Entry(name, new Shape([.. lengths.Select(l => (int)l)]), stored, ends[0], ends[1])
            : throw new FileFormatException(path, $"has entry '{name}' of {stored} with shape {shape.GetRawText()}, which takes {bytes} bytes, but its data_offsets {offsets.GetRawText()} span {ends[1] - ends[0]}.");
    }

    private static long[] Numbers(string path, string name, string what, JsonElement array)
    {
        var result = new List<long>();
        foreach (var element in array.EnumerateArray())
            result.Add(element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var number) && number >= 0
                ? number
                : throw new FileFormatException(path, $"has entry '{name}' with {what} {array.GetRawText()}, expected whole numbers from 0."));
        return [.. result];
    }

    private static void CheckCoverage(string path, List<Entry> entries, long size)
    {
        var end = 0L;
        foreach (var entry in entries.OrderBy(e => e.Begin).ThenBy(e => e.End))
        {
            if (entry.End > size)
                throw new FileFormatException(path, $"is truncated or damaged: entry '{entry.Name}' ends at byte {entry.End} of the data, which has {size}.");
            if (entry.Begin != end)
                throw new FileFormatException(path, $"is damaged: entry '{entry.Name}' begins at byte {entry.Begin} of the data, expected {end} ({(entry.Begin < end ? "entries overlap" : "bytes belong to no entry")}).");
            end = entry.End;
        }
        if (end != size) throw new FileFormatException(path, $"is damaged: its entries take {end} bytes of data, but {size} are there.");
    }
}
