using MetaLearn.Autodiff;

namespace MetaLearn.Optimizers;

/// <summary>One array that an optimiser carries from step to step.</summary>
/// <param name="Name">For files: the parameter's name and PyTorch's word for it, such as <c>0.weight.exp_avg</c>.</param>
/// <param name="Shape">The parameter's shape.</param>
/// <param name="InitialValue">What every element is before the first step.</param>
public sealed record StateSlot(string Name, Shape Shape, double InitialValue)
{
    /// <summary>The array before the first step, for an inner loop.</summary>
    public Expression Initial => Functions.Constant(InitialValue, Shape);
}
