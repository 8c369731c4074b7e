using MetaLearn.Autodiff;

namespace MetaLearn.Models;

/// <summary>log(1 + eˣ): a smooth ReLU, element-wise.</summary>
public sealed class Softplus() : Activation(Functions.Softplus);
