using MetaLearn.Autodiff;

namespace MetaLearn.Models;

/// <summary>What a module asks for: one array that is learned.</summary>
/// <param name="Name">As in PyTorch's state dictionary, relative to the module: <c>weight</c> for a linear layer, <c>0.weight</c> for a sequence of them.</param>
/// <param name="Shape">Of the array in memory: <c>[out, in]</c> for a linear layer's weight, <c>[height, width, in, out]</c> for a convolution's.</param>
/// <param name="Initializer">How its values start; it is given PyTorch's shape.</param>
public sealed record ParameterSpec(string Name, Shape Shape, Initializer Initializer)
{
    /// <summary>How PyTorch orders it, where that is another order; null, the default, for the same.</summary>
    public PyTorchLayout? Layout { get; init; }

    /// <summary>What it is for; <see cref="ParameterRole.Weight"/> by default.</summary>
    public ParameterRole Role { get; init; }

    /// <summary>First values, in our order.</summary>
    internal double[] InitialValues(RandomStream random)
        => Layout is null ? Initializer(Shape, random) : Layout.FromPyTorch<double>(Initializer(Layout.Shape, random));
}
