using MetaLearn.Autodiff;

namespace MetaLearn.Models;

/// <summary>x where it is positive and slope · x elsewhere, element-wise.</summary>
/// <param name="slope">Of the negative side: finite; 0.01 by default, as in PyTorch.</param>
public sealed class LeakyRelu(double slope = 0.01) : Activation(x => Functions.Where(Functions.Greater(x, 0), x, Require.Finite(slope, nameof(slope)) * x));
