namespace MetaLearn.Autodiff.Onnx;

/// <summary>An ONNX graph as the bytes of a model: the messages of onnx.proto, whose field numbers stand here by name.</summary>
internal static class OnnxBytes
{
    /// <summary>The version of the operator set that the nodes are of.</summary>
    public const int Opset = 17;

    // The file format's own version; the one that came with that operator set.
    private const int FormatVersion = 8;

    private const int ModelFormat = 1, ModelProducer = 2, ModelGraph = 7, ModelOpset = 8, ModelMetadata = 14;
    private const int OpsetDomain = 1, OpsetVersion = 2;
    private const int EntryKey = 1, EntryValue = 2;
    private const int GraphNode = 1, GraphName = 2, GraphInitializer = 5, GraphInput = 11, GraphOutput = 12;
    private const int NodeInput = 1, NodeOutput = 2, NodeName = 3, NodeType = 4, NodeAttribute = 5;
    private const int AttributeName = 1, AttributeInt = 3, AttributeInts = 8, AttributeType = 20, TypeInt = 2, TypeInts = 7;
    private const int TensorLength = 1, TensorType = 2, TensorName = 8, TensorData = 9;
    private const int ValueName = 1, ValueType = 2, TypeTensor = 1, TensorElement = 1, TensorShape = 2, ShapeDimension = 1, DimensionValue = 1, DimensionName = 2;

    /// <param name="graph">Nodes and arrays.</param>
    /// <param name="name">Of the graph.</param>
    /// <param name="inputRow">Lengths of a row of x.</param>
    /// <param name="outputRow">Lengths of a row of predictions.</param>
    /// <param name="metadata">Texts, in ordinal order of their keys.</param>
    public static ProtobufMessage Model(
        OnnxGraph graph, string name, IReadOnlyList<int> inputRow, IReadOnlyList<int> outputRow, IEnumerable<KeyValuePair<string, string>> metadata)
        => new ProtobufMessage()
            .Add(ModelFormat, FormatVersion)
            .Add(ModelProducer, "MetaLearn")
            .Add(ModelGraph, new ProtobufMessage()
                .AddAll(GraphNode, graph.Nodes, Node)
                .Add(GraphName, name)
                .AddAll(GraphInitializer, graph.Initializers, Tensor)
                .Add(GraphInput, Rows(OnnxGraph.Input, inputRow))
                .Add(GraphOutput, Rows(OnnxGraph.Output, outputRow)))
            .Add(ModelOpset, new ProtobufMessage().Add(OpsetDomain, "").Add(OpsetVersion, Opset))
            .AddAll(ModelMetadata, metadata, entry => new ProtobufMessage().Add(EntryKey, entry.Key).Add(EntryValue, entry.Value));

    private static ProtobufMessage Node(OnnxNode node)
    {
        var message = new ProtobufMessage();
        foreach (var input in node.Inputs) message.Add(NodeInput, input);
        return message.Add(NodeOutput, node.Output).Add(NodeName, node.Output).Add(NodeType, node.Type).AddAll(NodeAttribute, node.Attributes, Attribute);
    }

    private static ProtobufMessage Attribute(OnnxAttribute attribute)
    {
        var message = new ProtobufMessage().Add(AttributeName, attribute.Name);
        foreach (var value in attribute.Values) message.Add(attribute.IsList ? AttributeInts : AttributeInt, value);
        return message.Add(AttributeType, attribute.IsList ? TypeInts : TypeInt);
    }

    private static ProtobufMessage Tensor(OnnxTensor tensor)
    {
        var message = new ProtobufMessage();
        foreach (var length in tensor.Lengths) message.Add(TensorLength, length);
        return message.Add(TensorType, (long)tensor.Type).Add(TensorName, tensor.Name).Add(TensorData, tensor.Data.AsSpan());
    }

    private static ProtobufMessage Rows(string name, IReadOnlyList<int> row)
    {
        var shape = new ProtobufMessage().Add(ShapeDimension, new ProtobufMessage().Add(DimensionName, OnnxGraph.Rows));
        foreach (var length in row) shape.Add(ShapeDimension, new ProtobufMessage().Add(DimensionValue, length));
        var tensor = new ProtobufMessage().Add(TensorElement, (long)OnnxType.Float).Add(TensorShape, shape);
        return new ProtobufMessage().Add(ValueName, name).Add(ValueType, new ProtobufMessage().Add(TypeTensor, tensor));
    }
}
