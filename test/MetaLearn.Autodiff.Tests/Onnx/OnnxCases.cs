using MetaLearn.Autodiff.Onnx;

namespace MetaLearn.Autodiff.Tests.Onnx;

/// <summary>A formula of x with weights, and rows to compute it for.</summary>
public sealed record OnnxCase(string Name, Expression Formula, Input X, IReadOnlyList<OnnxWeight> Weights, IReadOnlyList<float[]> Rows)
{
    /// <summary>Our own values, row after row.</summary>
    public float[] Compute()
    {
        using var executor = Program.Compile<float>(Formula).CreateExecutor(Rows.Count);
        foreach (var leaf in executor.Program.Leaves)
            if (leaf == X) Rows.SelectMany(row => row).ToArray().CopyTo(executor[leaf]);
            else Weights.Single(weight => weight.Leaf == leaf).Values.Span.CopyTo(executor[leaf]);
        executor.Run();
        return executor.Output(0).ToArray();
    }

    public byte[] Export()
    {
        using var stream = new MemoryStream();
        new OnnxModel(Formula, X, Weights).Write(stream);
        return stream.ToArray();
    }

    public override string ToString() => Name;
}

/// <summary>
/// The table of operations with x in different places: its first argument alone, its last alone, or all of them cut out of one x, so that every operand of every operation
/// is once a weight and once different in each row.
/// </summary>
internal static class OnnxCases
{
    private const int Rows = 2;

    public static IReadOnlyList<OnnxCase> All { get; } = [.. OperationTable.Cases.Concat(More).SelectMany(Of)];

    // What cannot be differentiated, or looks different to the exporter alone.
    // Weights that are computed beforehand are so by exact or correctly rounded operations: the bytes must not depend on the processor.
    private static IEnumerable<OperationCase> More =>
    [
        new("ArgMax", x => ArgMax(x[0]), [Uneven(3, 4)]),
        new("ArgMax, first axis of one", x => ArgMax(x[0], 0) + ArgMax(x[0], 1), [Uneven(1, 1)]),
        new("Gather, by x", x => Gather(x[1], x[0]), [(new(2, 2), [2, 0, 1, 2]), Uneven(3, 2)]),
        new("A number chosen by a number", x => Where(x[0], x[1], Square(x[1])), [(new(4), [0, 1, 0, -2]), Uneven(2, 4)]),
        new("A context beside a row", x => Concatenate(1, x[0], BroadcastTo(x[1], new(1, 2))), [Uneven(1, 3), Uneven(2)]),
        new("Of the last alone", x => 2 * x[^1], [Uneven(3), Uneven(1, 2)]),
        new("A layer", x => Relu(MatMul(x[0], x[1]) + x[2]), [Uneven(1, 3), Uneven(3, 2), Uneven(2)]),
        new("A layer, transposed", x => Tanh(MatMul(x[0], x[1], transposeB: true)), [Uneven(1, 3), Uneven(2, 3)]),
        new("A comparison that broadcasts", x => Where(Greater(x[0], 0.5), x[1], 0) + Greater(x[0], 0.5), [Uneven(2, 1), Uneven(2, 3)]),
    ];

    private static IEnumerable<OnnxCase> Of(OperationCase operation)
    {
        yield return OfOne($"{operation.Name}: x first", operation, 0);
        if (operation.At.Count > 1) yield return OfOne($"{operation.Name}: x last", operation, operation.At.Count - 1);
        yield return OfAll($"{operation.Name}: all of x", operation);
    }

    private static OnnxCase OfOne(string name, OperationCase operation, int place)
    {
        var x = new Input("x", operation.At[place].Shape);
        Expression[] leaves = [.. operation.At.Select((leaf, i) => i == place ? x : (Expression)new Parameter($"weight {i}", leaf.Shape))];
        var weights = operation.At.Select((leaf, i) => new OnnxWeight(leaves[i], $"weight {i}", Floats(leaf.Values, 0))).Where((_, i) => i != place);
        return new(name, operation.Function(leaves), x, [.. weights], [.. Enumerable.Range(0, Rows).Select(row => Floats(operation.At[place].Values, row))]);
    }

    private static OnnxCase OfAll(string name, OperationCase operation)
    {
        var x = new Input("x", new(1, operation.At.Sum(leaf => leaf.Shape.Count)));
        var parts = new List<Expression>();
        var start = 0;
        foreach (var (shape, _) in operation.At)
        {
            parts.Add(Reshape(Slice(x, 1, start, shape.Count), shape));
            start += shape.Count;
        }
        return new(name, operation.Function(parts), x, [], [.. Enumerable.Range(0, Rows).Select(row => operation.At.SelectMany(leaf => Floats(leaf.Values, row)).ToArray())]);
    }

    // The same values for each row, turned by one: they stay where the operation is defined.
    private static float[] Floats(double[] values, int row) => [.. values.Select((_, i) => (float)values[(i + row) % values.Length])];

    private static (Shape, double[]) Uneven(params int[] lengths)
    {
        var shape = new Shape(lengths);
        return (shape, [.. Enumerable.Range(0, shape.Count).Select(i => (7 * i + 3) % 11 / 4.0 - 1)]);
    }
}
