namespace MetaLearn.Autodiff.Onnx;

/// <summary>The table of operations: how each is said in ONNX, or why it is not.</summary>
internal static class OnnxOperations
{
    private const string Adjoint = "it occurs in gradients, and those of the support set are computed before the export";
    private const string Compiled = "only the compiler makes it";

    /// <summary>Adds to the graph what an operation that depends on x is. Element-wise operations are in <see cref="OnnxElementwise"/>.</summary>
    public static IReadOnlyDictionary<Type, Action<OnnxLowering, Expression>> Exported { get; } = new Dictionary<Type, Action<OnnxLowering, Expression>>
    {
        [typeof(ArgMax)] = OnnxArrays.ArgMax,
        [typeof(Broadcast)] = OnnxArrays.Broadcast,
        [typeof(Concatenate)] = OnnxArrays.Concatenate,
        [typeof(Conv2d)] = OnnxPictures.Conv2d,
        [typeof(CumulativeSum)] = OnnxArrays.CumulativeSum,
        [typeof(Gather)] = OnnxArrays.Gather,
        [typeof(MatMul)] = OnnxProducts.MatMul,
        [typeof(Pad)] = OnnxArrays.Pad,
        [typeof(PickMax)] = OnnxPictures.PickMax,
        [typeof(Reduce)] = OnnxProducts.Reduce,
        [typeof(Reshape)] = OnnxArrays.Same,
        [typeof(Slice)] = OnnxArrays.Slice,
        [typeof(StopGradient)] = OnnxArrays.Same,
        [typeof(Transpose)] = OnnxProducts.Transpose,
        [typeof(WindowSum)] = OnnxPictures.WindowSum,
    };

    /// <summary>Operations that are not exported, each with the reason.</summary>
    public static IReadOnlyDictionary<Type, string> Refused { get; } = new Dictionary<Type, string>
    {
        [typeof(Conv2dInput)] = Adjoint,
        [typeof(Conv2dWeight)] = Adjoint,
        [typeof(PlaceMax)] = Adjoint,
        [typeof(ScatterAdd)] = Adjoint,
        [typeof(WindowSpread)] = Adjoint,
        [typeof(Conv2dSpread)] = Compiled,
        [typeof(TurnedKernel)] = Compiled,
        [typeof(MeanOverEpisodes)] = "the rows of a model are computed apart",
        [typeof(RandomNormal)] = "ONNX's generators draw other numbers",
        [typeof(RandomUniform)] = "ONNX's generators draw other numbers",
        [typeof(Segment)] = "it is a mark for memory, and is taken out beforehand",
        [typeof(SegmentOutput)] = "it is a mark for memory, and is taken out beforehand",
        [typeof(Barrier)] = "it is a mark for memory, and is taken out beforehand",
        [typeof(Leaf)] = "x is the model's input, and every other leaf is an array of the model",
        [typeof(Constant)] = "a constant does not depend on x and is an array of the model",
        [typeof(ConstantArray)] = "a constant does not depend on x and is an array of the model",
    };

    /// <summary>Adds what one value is.</summary>
    /// <exception cref="NotSupportedException">There is no counterpart.</exception>
    public static void Emit(OnnxLowering to, Expression value)
    {
        if (value.Operation is Elementwise) OnnxElementwise.Emit(to, value);
        else if (Exported.TryGetValue(value.Operation.GetType(), out var emit)) emit(to, value);
        else throw Refusal(value.Operation);
    }

    public static NotSupportedException Refusal(Operation operation) => Refusal(operation.Name, Refused.GetValueOrDefault(operation.GetType(), "nobody has said how to write it"));

    public static NotSupportedException Refusal(string what, string reason) => new($"{what} is not exported to ONNX: {reason}.");
}
