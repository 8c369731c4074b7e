using System.Text;

namespace MetaLearn.Tests.Files;

/// <summary>One operation of an ONNX file.</summary>
internal sealed record ReadNode(string Type, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, IReadOnlyDictionary<string, long[]> Attributes);

/// <summary>One array of an ONNX file; <paramref name="Floats"/> is empty where it is of whole numbers.</summary>
internal sealed record ReadArray(string Name, long[] Lengths, float[] Floats);

/// <summary>An ONNX file as its schema says it, read by general fields with no code of the writer's.</summary>
internal sealed class OnnxReader
{
    public OnnxReader(byte[] bytes)
    {
        var model = Fields(bytes);
        (FormatVersion, Producer) = (Number(model, 1), Text(model, 2));
        Opset = Number(Fields(model.Single(field => field.Number == 8).Content), 2);
        Metadata = All(model, 14).Select(Fields).ToDictionary(entry => Text(entry, 1), entry => Text(entry, 2));
        var graph = Fields(model.Single(field => field.Number == 7).Content);
        Nodes = [.. All(graph, 1).Select(Fields).Select(node => new ReadNode(Text(node, 4), Texts(node, 1), Texts(node, 2), All(node, 5).Select(Fields)
            .ToDictionary(attribute => Text(attribute, 1), attribute => attribute.Where(field => field.Number is 3 or 8).Select(field => field.Value).ToArray())))];
        Arrays = [.. All(graph, 5).Select(Fields).Select(Array)];
        (X, Predictions) = (Value(All(graph, 11).Single()), Value(All(graph, 12).Single()));
    }

    public long FormatVersion { get; }

    public string Producer { get; }

    public long Opset { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    public IReadOnlyList<ReadNode> Nodes { get; }

    public IReadOnlyList<ReadArray> Arrays { get; }

    /// <summary>Name and axes, such as <c>x: rows, 28, 28, 1</c>.</summary>
    public string X { get; }

    public string Predictions { get; }

    private static ReadArray Array(List<Field> tensor)
    {
        var data = tensor.Single(field => field.Number == 9).Content;
        var floats = new float[Number(tensor, 2) == 1 ? data.Length / 4 : 0];
        for (var i = 0; i < floats.Length; i++) floats[i] = BitConverter.ToSingle(data, 4 * i);
        return new(Text(tensor, 8), [.. tensor.Where(field => field.Number == 1).Select(field => field.Value)], floats);
    }

    private static string Value(byte[] message)
    {
        var value = Fields(message);
        var tensor = Fields(Fields(value.Single(field => field.Number == 2).Content).Single(field => field.Number == 1).Content);
        Assert.Equal(1, Number(tensor, 1));
        var axes = All(Fields(tensor.Single(field => field.Number == 2).Content), 1).Select(Fields).Select(axis => axis.Single())
            .Select(axis => axis.Number == 2 ? Encoding.UTF8.GetString(axis.Content) : $"{axis.Value}");
        return $"{Text(value, 1)}: {string.Join(", ", axes)}";
    }

    private static IEnumerable<byte[]> All(List<Field> fields, int number) => fields.Where(field => field.Number == number).Select(field => field.Content);

    private static string Text(List<Field> fields, int number) => Texts(fields, number).Single();

    private static string[] Texts(List<Field> fields, int number) => [.. All(fields, number).Select(Encoding.UTF8.GetString)];

    private static long Number(List<Field> fields, int number) => fields.Single(field => field.Number == number).Value;

    private static List<Field> Fields(byte[] message)
    {
        using var reader = new BinaryReader(new MemoryStream(message));
        var fields = new List<Field>();
        while (reader.BaseStream.Position < message.Length)
        {
            var key = reader.Read7BitEncodedInt();
            fields.Add((key & 7) switch
            {
                0 => new(key >> 3, reader.Read7BitEncodedInt64(), []),
                2 => new(key >> 3, 0, reader.ReadBytes(reader.Read7BitEncodedInt())),
                var wire => throw new InvalidDataException($"Wire type {wire}."),
            });
        }
        return fields;
    }

    private sealed record Field(int Number, long Value, byte[] Content);
}
