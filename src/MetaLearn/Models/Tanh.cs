using MetaLearn.Autodiff;

namespace MetaLearn.Models;

/// <summary>The hyperbolic tangent, element-wise.</summary>
public sealed class Tanh() : Activation(Functions.Tanh);
