using MetaLearn.Autodiff;

namespace MetaLearn.Models;

/// <summary>What a module asks for: one array that is learned.</summary>
/// <param name="Name">As in PyTorch's state dictionary, relative to the module: <c>weight</c> for a linear layer, <c>0.weight</c> for a sequence of them.</param>
/// <param name="Shape">PyTorch's layout: <c>[out, in]</c> for a linear layer's weight.</param>
/// <param name="Initializer">How its values start.</param>
public sealed record ParameterSpec(string Name, Shape Shape, Initializer Initializer);
