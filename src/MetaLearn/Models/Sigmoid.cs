using MetaLearn.Autodiff;

namespace MetaLearn.Models;

/// <summary>1 / (1 + e⁻ˣ), element-wise.</summary>
public sealed class Sigmoid() : Activation(Functions.Sigmoid);
