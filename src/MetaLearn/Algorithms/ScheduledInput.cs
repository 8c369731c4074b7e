using MetaLearn.Autodiff;

namespace MetaLearn.Algorithms;

/// <summary>A number in the meta-loss that changes with the iteration, such as MAML++'s weights of the steps' losses.</summary>
/// <param name="Leaf">Shape <c>[]</c>, not per episode. Where no training runs (evaluation, adaptation) it is 0.</param>
/// <param name="At">Its value at iteration 0, 1, 2, …</param>
public sealed record ScheduledInput(Input Leaf, Func<long, double> At);
