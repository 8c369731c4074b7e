namespace MetaLearn.Autodiff.Onnx;

/// <summary>
/// Translates a formula of one episode into a graph of many. A value of shape S that depends on x is held as <c>[rows, ..S]</c>, or as <c>[rows, ..S[1..]]</c> where
/// S begins with an axis of length 1; one that does not is held as it is, once. Broadcasting aligns both at the last axis.
/// </summary>
internal sealed class OnnxLowering
{
    private readonly HashSet<Expression> ofX = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Expression, string> names = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Expression, string> kernels = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Expression, OnnxWeight> known;
    private readonly Dictionary<string, string> reshaped = new(StringComparer.Ordinal);
    private string? rows;

    private OnnxLowering(Expression formula, Input x, IReadOnlyList<OnnxWeight> weights)
    {
        var order = Traversal.InputsFirst([formula]);
        ofX.Add(x);
        foreach (var node in order)
            if (Array.Exists(node.InputArray, ofX.Contains)) ofX.Add(node);
        known = KnownParts.Of(formula, order, ofX, weights);
        names[x] = OnnxGraph.Input;
        foreach (var node in order)
            if (ofX.Contains(node) && node != x) OnnxOperations.Emit(this, node);
        Graph.Finish(As(formula, Row(formula.Shape)));
    }

    public OnnxGraph Graph { get; } = new();

    /// <summary>Comparisons as truth values, held like the numbers 0 and 1 that they are in the formula.</summary>
    public Dictionary<Expression, string> Conditions { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The graph of a formula.</summary>
    public static OnnxGraph Of(Expression formula, Input x, IReadOnlyList<OnnxWeight> weights) => new OnnxLowering(formula, x, weights).Graph;

    /// <summary>The axes behind <c>rows</c> of a value that depends on x.</summary>
    public static int[] Row(Shape shape) => [.. shape.Rank > 0 && shape[0] == 1 ? shape.Lengths[1..] : shape.Lengths];

    public bool HasRows(Expression x) => ofX.Contains(x);

    /// <summary>Says what a value is: a result whose axes behind <c>rows</c> are these, in row-major order the value's own elements.</summary>
    public void Define(Expression value, string name, ReadOnlySpan<int> lengths)
        => names[value] = lengths.SequenceEqual(Row(value.Shape)) ? name : Reshape(name, Row(value.Shape));

    /// <summary>A value's elements under <c>[rows, ..lengths]</c>; where the lengths are fewer elements than the value's, <c>rows</c> is a multiple of the model's.</summary>
    public string As(Expression value, int[] lengths)
    {
        if (!HasRows(value)) return Repeated(value, lengths);
        return lengths.AsSpan().SequenceEqual(Row(value.Shape)) ? names[value] : Reshape(names[value], lengths);
    }

    /// <summary>A value that broadcasts to a result that depends on x.</summary>
    public string Operand(Expression value, Shape result)
    {
        if (!HasRows(value)) return Shared(value);
        var rank = Row(result).Length;
        var lengths = value.Shape.Lengths;
        return As(value, lengths.Length > rank ? [.. lengths[1..]] : [.. Enumerable.Repeat(1, rank - lengths.Length), .. lengths]);
    }

    /// <summary>A value that does not depend on x.</summary>
    public string Shared(Expression value)
    {
        if (names.TryGetValue(value, out var name)) return name;
        int[] lengths = [.. value.Shape.Lengths];
        return names[value] = value.Operation switch
        {
            _ when known.TryGetValue(value, out var weight) => Graph.Array(weight.Name, lengths, weight.Values.Span),
            Constant { Shape.Rank: 0 } number => Graph.Number(number.Value),
            Constant constant => Graph.Array("constant", lengths, [.. Enumerable.Repeat((float)constant.Value, constant.Shape.Count)]),
            ConstantArray constant => Graph.Array("constant", lengths, [.. constant.Values.Select(number => (float)number)]),
            Broadcast => Graph.Add("Expand", [Shared(value.InputArray[0]), Graph.Integers(lengths)]),
            _ => Shared(value.InputArray[0]), // StopGradient: KnownParts has computed everything else.
        };
    }

    /// <summary>A kernel <c>[height, width, in, out]</c> as ONNX has it, <c>[out, in, height, width]</c>.</summary>
    public string Kernel(Expression value)
    {
        if (kernels.TryGetValue(value, out var name)) return name;
        if (!known.TryGetValue(value, out var weight)) return Graph.Add("Transpose", [Shared(value)], OnnxAttribute.List("perm", 3, 2, 0, 1));
        var (taps, inputs, outputs) = (value.Shape[0] * value.Shape[1], value.Shape[2], value.Shape[3]);
        var values = new float[weight.Values.Length];
        for (var i = 0; i < values.Length; i++) values[i] = weight.Values.Span[(i % taps * inputs + i / taps % inputs) * outputs + i / taps / inputs];
        return kernels[value] = Graph.Array(weight.Name, [outputs, inputs, value.Shape[0], value.Shape[1]], values);
    }

    // Of a reshaped value what it was before: the shapes between do not matter.
    private string Reshape(string name, int[] lengths)
    {
        var source = reshaped.GetValueOrDefault(name, name);
        var result = Graph.Add("Reshape", [source, Graph.Integers([-1, .. lengths])]);
        reshaped[result] = source;
        return result;
    }

    // What is the same in every row, once a row.
    private string Repeated(Expression value, int[] lengths)
    {
        rows ??= Graph.Add("Shape", [OnnxGraph.Input], OnnxAttribute.Of("start", 0), OnnxAttribute.Of("end", 1));
        var single = Graph.Add("Reshape", [Shared(value), Graph.Integers([1, .. lengths])]);
        var shape = lengths.Length == 0 ? rows : Graph.Add("Concat", [rows, Graph.Integers(lengths)], OnnxAttribute.Of("axis", 0));
        return Graph.Add("Expand", [single, shape]);
    }
}
