using MetaLearn.Autodiff;

namespace MetaLearn.Models;

/// <summary>x · Φ(x) with the exact normal distribution function Φ, element-wise; Hendrycks and Gimpel (2016).</summary>
public sealed class Gelu() : Activation(Functions.Gelu);
