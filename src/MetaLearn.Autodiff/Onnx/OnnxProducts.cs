namespace MetaLearn.Autodiff.Onnx;

/// <summary>Matrix products, reductions and transpositions in ONNX.</summary>
internal static class OnnxProducts
{
    public static void MatMul(OnnxLowering to, Expression value)
    {
        var operation = (MatMul)value.Operation;
        var (a, b) = (value.InputArray[0], value.InputArray[1]);
        // A layer: one row of x before a matrix is all rows before the matrix.
        var isLayer = to.HasRows(a) && !to.HasRows(b) && !operation.TransposeA && a.Shape.Rank == 2 && b.Shape.Rank == 2 && a.Shape[0] == 1;
        if (isLayer && operation.TransposeB) to.Define(value, to.Graph.Add("Gemm", [to.As(a, [a.Shape[1]]), to.Shared(b)], OnnxAttribute.Of("transB", 1)), [value.Shape[1]]);
        else if (isLayer) to.Define(value, to.Graph.Add("MatMul", [to.As(a, [a.Shape[1]]), to.Shared(b)]), [value.Shape[1]]);
        else to.Define(value, to.Graph.Add("MatMul", [Matrix(to, a, operation.TransposeA, value.Shape.Rank), Matrix(to, b, operation.TransposeB, value.Shape.Rank)]), value.Shape.Lengths);
    }

    public static void Reduce(OnnxLowering to, Expression value)
    {
        var (operation, x) = ((Reduce)value.Operation, value.InputArray[0]);
        var givesWay = x.Shape.Rank > 0 && x.Shape[0] == 1;
        // Along a first axis of length 1 there is nothing to add or compare.
        int[] axes = [.. operation.Axes.AsSpan().ToArray().Where(axis => axis > 0 || !givesWay).Select(axis => givesWay ? axis : axis + 1)];
        var row = OnnxLowering.Row(x.Shape);
        var name = to.As(x, row);
        var kept = OnnxAttribute.Of("keepdims", 0);
        if (axes.Length > 0)
            name = operation.Kind == ReduceKind.Sum
                ? to.Graph.Add("ReduceSum", [name, to.Graph.Integers(axes)], kept)
                : to.Graph.Add("ReduceMax", [name], OnnxAttribute.List("axes", axes), kept);
        to.Define(value, name, [.. row.Where((_, i) => !axes.Contains(i + 1))]);
    }

    public static void Transpose(OnnxLowering to, Expression value)
    {
        var (x, order) = (value.InputArray[0], ((Transpose)value.Operation).Permutation.AsSpan().ToArray());
        var givesWay = x.Shape[0] == 1 && order[0] == 0;
        var name = givesWay
            ? to.Graph.Add("Transpose", [to.As(x, OnnxLowering.Row(x.Shape))], OnnxAttribute.List("perm", order))
            : to.Graph.Add("Transpose", [to.As(x, [.. x.Shape.Lengths])], OnnxAttribute.List("perm", [0, .. order.Select(axis => axis + 1)]));
        to.Define(value, name, givesWay ? value.Shape.Lengths[1..] : value.Shape.Lengths);
    }

    // One that depends on x with as many axes as the result, so that rows stand before rows.
    private static string Matrix(OnnxLowering to, Expression x, bool isTransposed, int rank)
    {
        var hasRows = to.HasRows(x);
        var name = hasRows ? to.As(x, [.. Enumerable.Repeat(1, rank - x.Shape.Rank), .. x.Shape.Lengths]) : to.Shared(x);
        var axes = hasRows ? rank + 1 : x.Shape.Rank;
        return isTransposed ? to.Graph.Add("Transpose", [name], OnnxAttribute.List("perm", [.. Enumerable.Range(0, axes - 2), axes - 1, axes - 2])) : name;
    }
}
