using System.Buffers.Binary;
using System.Globalization;

namespace MetaLearn.Autodiff.Onnx;

/// <summary>Collects nodes and arrays under names that differ.</summary>
internal sealed class OnnxGraph
{
    /// <summary>Names of the model's input, its output, and their first axis.</summary>
    public const string Input = "x", Output = "predictions", Rows = "rows";

    private readonly HashSet<string> names = [Input, Output];
    private readonly Dictionary<string, string> constants = new(StringComparer.Ordinal);
    private readonly List<OnnxNode> nodes = [];
    private readonly List<OnnxTensor> initializers = [];

    public IReadOnlyList<OnnxNode> Nodes => nodes;

    public IReadOnlyList<OnnxTensor> Initializers => initializers;

    /// <summary>Adds a node.</summary>
    /// <returns>The name of its result.</returns>
    public string Add(string type, IReadOnlyList<string> inputs, params IReadOnlyList<OnnxAttribute> attributes)
    {
        var output = Unique(string.Create(CultureInfo.InvariantCulture, $"{type}_{nodes.Count}"));
        nodes.Add(new(type, inputs, output, attributes));
        return output;
    }

    /// <summary>Adds an array.</summary>
    /// <returns>Its name: the one that is wanted, or one like it where that is taken.</returns>
    public string Array(string name, IReadOnlyList<int> lengths, ReadOnlySpan<float> values)
    {
        var data = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(i * sizeof(float)), values[i]);
        initializers.Add(new(Unique(name), OnnxType.Float, lengths, data));
        return initializers[^1].Name;
    }

    /// <summary>A number, shape <c>[]</c>; the same one once.</summary>
    public string Number(double value)
    {
        var wanted = $"number_{((float)value).ToString("R", CultureInfo.InvariantCulture)}";
        return constants.TryGetValue(wanted, out var name) ? name : constants[wanted] = Array(wanted, [], [(float)value]);
    }

    /// <summary>An axis, shape <c>[]</c>; the same one once.</summary>
    public string Axis(int axis) => Whole(string.Create(CultureInfo.InvariantCulture, $"axis_{axis}"), [], [axis]);

    /// <summary>Axes or lengths, shape <c>[count]</c>; the same ones once.</summary>
    public string Integers(params int[] values)
        => Whole($"integers_{string.Join('_', values.Select(value => value.ToString(CultureInfo.InvariantCulture)))}", [values.Length], values);

    /// <summary>Makes a value the model's output, and leaves out what it does not need.</summary>
    public void Finish(string result)
    {
        nodes.Add(new("Identity", [result], Output, []));
        var needed = new HashSet<string> { Output };
        for (var i = nodes.Count - 1; i >= 0; i--)
            if (needed.Contains(nodes[i].Output)) needed.UnionWith(nodes[i].Inputs);
            else nodes.RemoveAt(i);
        initializers.RemoveAll(tensor => !needed.Contains(tensor.Name));
    }

    private string Whole(string wanted, int[] lengths, int[] values)
    {
        if (constants.TryGetValue(wanted, out var name)) return name;
        var data = new byte[values.Length * sizeof(long)];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(i * sizeof(long)), values[i]);
        initializers.Add(new(Unique(wanted), OnnxType.Int64, lengths, data));
        return constants[wanted] = initializers[^1].Name;
    }

    private string Unique(string name)
    {
        var unique = name;
        for (var i = 1; !names.Add(unique); i++) unique = string.Create(CultureInfo.InvariantCulture, $"{name}.{i}");
        return unique;
    }
}
