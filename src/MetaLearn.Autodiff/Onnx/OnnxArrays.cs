namespace MetaLearn.Autodiff.Onnx;

/// <summary>Operations that move and pick elements, in ONNX.</summary>
internal static class OnnxArrays
{
    /// <summary>The same elements, perhaps under another shape.</summary>
    public static void Same(OnnxLowering to, Expression value)
    {
        var x = value.InputArray[0];
        to.Define(value, to.As(x, OnnxLowering.Row(x.Shape)), OnnxLowering.Row(x.Shape));
    }

    public static void Broadcast(OnnxLowering to, Expression value)
    {
        var row = OnnxLowering.Row(value.Shape);
        to.Define(value, to.Graph.Add("Expand", [to.Operand(value.InputArray[0], value.Shape), to.Graph.Integers([1, .. row])]), row);
    }

    public static void Slice(OnnxLowering to, Expression value)
    {
        var slice = (Slice)value.Operation;
        var (lengths, axis) = Along(value.InputArray[0].Shape, slice.Axis);
        var name = to.Graph.Add("Slice", [to.As(value.InputArray[0], lengths), to.Graph.Integers(slice.Start), to.Graph.Integers(slice.Start + slice.Length), to.Graph.Integers(axis)]);
        to.Define(value, name, Resized(lengths, axis, slice.Length));
    }

    public static void Pad(OnnxLowering to, Expression value)
    {
        var pad = (Pad)value.Operation;
        var (lengths, axis) = Along(value.InputArray[0].Shape, pad.Axis);
        // First what is added before each axis, rows among them, then what is added behind.
        var added = new int[2 * (lengths.Length + 1)];
        (added[axis], added[axis + lengths.Length + 1]) = (pad.Before, pad.After);
        to.Define(value, to.Graph.Add("Pad", [to.As(value.InputArray[0], lengths), to.Graph.Integers(added)]), Resized(lengths, axis, pad.Before + lengths[axis - 1] + pad.After));
    }

    public static void Concatenate(OnnxLowering to, Expression value)
    {
        var along = ((Concatenate)value.Operation).Axis;
        var (lengths, axis) = Along(value.Shape, along);
        string[] parts = [.. value.InputArray.Select(part => to.As(part, Along(part.Shape, along).Lengths))];
        to.Define(value, to.Graph.Add("Concat", parts, OnnxAttribute.Of("axis", axis)), lengths);
    }

    public static void CumulativeSum(OnnxLowering to, Expression value)
    {
        var sum = (CumulativeSum)value.Operation;
        var (lengths, axis) = Along(value.Shape, sum.Axis);
        to.Define(value, to.Graph.Add("CumSum", [to.As(value.InputArray[0], lengths), to.Graph.Axis(axis)], OnnxAttribute.Of("reverse", sum.Reverse ? 1 : 0)), lengths);
    }

    public static void ArgMax(OnnxLowering to, Expression value)
    {
        var (lengths, axis) = Along(value.InputArray[0].Shape, ((ArgMax)value.Operation).Axis);
        var place = to.Graph.Add("ArgMax", [to.As(value.InputArray[0], lengths)], OnnxAttribute.Of("axis", axis), OnnxAttribute.Of("keepdims", 0));
        to.Define(value, to.Graph.Add("Cast", [place], OnnxAttribute.Of("to", (long)OnnxType.Float)), [.. lengths[..(axis - 1)], .. lengths[axis..]]);
    }

    /// <summary>Rows of a table by number; table, numbers, or both may differ from row to row of the model.</summary>
    public static void Gather(OnnxLowering to, Expression value)
    {
        var (table, indices) = (value.InputArray[0], value.InputArray[1]);
        int[] numbers = [.. indices.Shape.Lengths], result = [.. value.Shape.Lengths];
        var batched = to.HasRows(table) && to.HasRows(indices);
        var places = to.HasRows(indices) ? to.As(indices, batched ? [.. numbers, 1] : numbers) : to.Shared(indices);
        places = to.Graph.Add("Cast", [places], OnnxAttribute.Of("to", (long)OnnxType.Int64));
        var name = batched ? to.Graph.Add("GatherND", [to.As(table, [.. table.Shape.Lengths]), places], OnnxAttribute.Of("batch_dims", 1))
            : to.HasRows(table) ? to.Graph.Add("Gather", [to.As(table, [.. table.Shape.Lengths]), places], OnnxAttribute.Of("axis", 1))
            : to.Graph.Add("Gather", [to.Shared(table), places], OnnxAttribute.Of("axis", 0));
        to.Define(value, name, result);
    }

    // How to see a value whose axis is acted on: a first axis of length 1 gives way to rows, unless it is the one.
    private static (int[] Lengths, int Axis) Along(Shape shape, int axis)
        => axis > 0 && shape[0] == 1 ? ([.. shape.Lengths[1..]], axis) : ([.. shape.Lengths], axis + 1);

    private static int[] Resized(int[] lengths, int axis, int length)
    {
        int[] resized = [.. lengths];
        resized[axis - 1] = length;
        return resized;
    }
}
