using MetaLearn.Autodiff;

namespace MetaLearn.Models;

/// <summary>max(x, 0), element-wise.</summary>
public sealed class Relu() : Activation(Functions.Relu);
