namespace MetaLearn.Autodiff.Onnx;

/// <summary>The value of a leaf, which becomes an array of the ONNX model.</summary>
/// <param name="Leaf">A parameter or an input other than x.</param>
/// <param name="Name">In the model, such as <c>0.weight</c>.</param>
/// <param name="Values">Row-major, as many as the leaf's shape has.</param>
public sealed record OnnxWeight(Expression Leaf, string Name, ReadOnlyMemory<float> Values);
