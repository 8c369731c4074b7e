using MetaLearn.Autodiff;

namespace MetaLearn.Optimizers;

/// <summary>What one step of an optimiser gives.</summary>
/// <param name="Parameters">The new parameters, in the order given.</param>
/// <param name="State">The new state, in the order of <see cref="Optimizer.InitialState"/>.</param>
public sealed record OptimizerStep(IReadOnlyList<Expression> Parameters, IReadOnlyList<Expression> State);
