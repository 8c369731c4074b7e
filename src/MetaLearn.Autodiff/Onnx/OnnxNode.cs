namespace MetaLearn.Autodiff.Onnx;

/// <summary>One operation of an ONNX graph, with one result.</summary>
/// <param name="Type">Its name in ONNX's operator set.</param>
/// <param name="Inputs">Names of what it acts on.</param>
/// <param name="Output">Name of its result, and of itself.</param>
/// <param name="Attributes">Its settings.</param>
internal sealed record OnnxNode(string Type, IReadOnlyList<string> Inputs, string Output, IReadOnlyList<OnnxAttribute> Attributes);

/// <summary>A setting of a node: a whole number, or a list of them.</summary>
internal sealed record OnnxAttribute(string Name, bool IsList, IReadOnlyList<long> Values)
{
    public static OnnxAttribute Of(string name, long value) => new(name, false, [value]);

    public static OnnxAttribute List(string name, params IEnumerable<int> values) => new(name, true, [.. values.Select(value => (long)value)]);
}

/// <summary>An array that is part of the graph: 32-bit floats or, for axes and shapes, 64-bit whole numbers; row-major, little-endian.</summary>
internal sealed record OnnxTensor(string Name, OnnxType Type, IReadOnlyList<int> Lengths, byte[] Data);

/// <summary>Element types, by ONNX's numbers.</summary>
internal enum OnnxType
{
    Float = 1,
    Int64 = 7,
    Bool = 9,
}
