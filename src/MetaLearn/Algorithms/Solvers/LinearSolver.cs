using MetaLearn.Autodiff;

namespace MetaLearn.Algorithms;

/// <summary>
/// Solves A x = b approximately as a formula, with A known only by what it does to a vector: what implicit MAML inverts its matrix with and
/// <see cref="NewtonSolver"/> its Hessian. Vectors are lists of arrays of any shapes.
/// </summary>
public abstract record LinearSolver
{
    private protected LinearSolver() { }

    /// <summary>The approximate A⁻¹ b.</summary>
    /// <param name="product">x → A x, A symmetric.</param>
    /// <param name="right">b.</param>
    /// <returns>In the order and the shapes of b.</returns>
    public abstract IReadOnlyList<Expression> Solve(Func<IReadOnlyList<Expression>, IReadOnlyList<Expression>> product, IReadOnlyList<Expression> right);
}
