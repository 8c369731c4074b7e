using MetaLearn.Autodiff;

namespace MetaLearn.Algorithms;

/// <summary>
/// A⁻¹ b ≈ η Σⱼ (I − ηA)ʲ b for j = 0 … terms − 1. With η = 1 and A = I + H/λ it is the Neumann series Σ (−H/λ)ʲ b. It converges only if every
/// eigenvalue of A lies in (0, 2/η), that is, at η = 1, if no curvature of the loss reaches λ; <see cref="ConjugateGradient"/> needs no such care.
/// </summary>
public sealed record NeumannSeries : LinearSolver
{
    /// <summary>Terms, each after the first of one product with A: at least 1; 5 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Terms { get; init => field = Require.Positive(value); } = 5;

    /// <summary>η: positive and finite; 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive or not finite.</exception>
    public double Scale { get; init => field = Require.Positive(value); } = 1;

    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Solve(Func<IReadOnlyList<Expression>, IReadOnlyList<Expression>> product, IReadOnlyList<Expression> right)
    {
        ArgumentNullException.ThrowIfNull(product);
        ArgumentNullException.ThrowIfNull(right);
        var term = ParameterVector.Scale(Scale, right);
        var sum = term;
        for (var count = 1; count < Terms; count++)
        {
            term = ParameterVector.Add(term, -Scale, product(term));
            sum = ParameterVector.Add(sum, 1, term);
        }
        return sum;
    }
}
