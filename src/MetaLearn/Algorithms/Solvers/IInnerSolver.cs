using MetaLearn.Autodiff;

namespace MetaLearn.Algorithms;

/// <summary>What an inner solver makes small: parameters → a scalar formula.</summary>
/// <param name="parameters">In the order and the shapes of the model's.</param>
public delegate Expression InnerObjective(IReadOnlyList<Expression> parameters);

/// <summary>
/// Solves the inner problem as a formula. Implicit MAML takes any: its meta-gradient depends on where the solver ends, not on the way there.
/// </summary>
public interface IInnerSolver
{
    /// <summary>The start and the parameters after each step.</summary>
    /// <param name="objective">What is made small.</param>
    /// <param name="start">Formulas of which nothing else in the objective is made, so that they can be moved alone.</param>
    /// <param name="steps">At least 0.</param>
    /// <returns>steps + 1 lists, each in the order of <paramref name="start"/>.</returns>
    IReadOnlyList<IReadOnlyList<Expression>> Path(InnerObjective objective, IReadOnlyList<Expression> start, int steps);
}
