using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MetaLearn.Files;

/// <summary>Lays out arrays in the order given.</summary>
internal static class SafeTensorsWriter
{
    private const int Alignment = 8;

    public static void Write(Stream stream, IReadOnlyList<NamedArray> arrays, IReadOnlyDictionary<string, string> metadata)
    {
        var header = Header(arrays, metadata);
        var padding = (Alignment - header.Length % Alignment) % Alignment;
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length + padding);
        stream.Write(length);
        stream.Write(header);
        stream.Write("        "u8[..padding]);
        foreach (var array in arrays) stream.Write(array.Bytes.Span);
    }

    private static ReadOnlySpan<byte> Header(IReadOnlyList<NamedArray> arrays, IReadOnlyDictionary<string, string> metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        if (metadata.Count > 0)
        {
            json.WriteStartObject(SafeTensorsFile.MetadataKey);
            foreach (var (key, value) in metadata) json.WriteString(key, value);
            json.WriteEndObject();
        }
        var offset = 0L;
        foreach (var array in arrays)
        {
            json.WriteStartObject(array.Name);
            json.WriteString("dtype", array.Type.ToString());
            json.WriteStartArray("shape");
            foreach (var axis in array.Shape.Lengths) json.WriteNumberValue(axis);
            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(offset);
            json.WriteNumberValue(offset += array.Bytes.Length);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan;
    }
}
