using MetaLearn.Autodiff;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Algorithms;

/// <summary>
/// Conjugate gradients from x = 0 (Hestenes and Stiefel 1952): after k steps the best x, in the norm of A, among the combinations of b, A b, … Aᵏ⁻¹ b.
/// Where A turns out not to be positive along a direction, the steps end before it; what was found until then is returned.
/// </summary>
public sealed record ConjugateGradient : LinearSolver
{
    /// <summary>
    /// Steps, each of one product with A: at least 0; 5 by default, as in the iMAML paper. 0 stands for no correction at all, x = b.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int Steps { get; init => field = Require.NotNegative(value); } = 5;

    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Solve(Func<IReadOnlyList<Expression>, IReadOnlyList<Expression>> product, IReadOnlyList<Expression> right)
    {
        ArgumentNullException.ThrowIfNull(product);
        ArgumentNullException.ThrowIfNull(right);
        if (Steps == 0) return right;
        IReadOnlyList<Expression> x = [.. right.Select(b => Constant(0, b.Shape))];
        var (residual, direction) = (right, right);
        var square = ParameterVector.Dot(right, right);
        Expression goesOn = 1;
        for (var step = 1; step <= Steps; step++)
        {
            var image = product(direction);
            var along = ParameterVector.Dot(direction, image);
            // Also false where the residual, and with it the direction, has become 0: what follows would be 0/0.
            goesOn *= Greater(along, 0);
            var length = goesOn * square / Where(goesOn, along, 1);
            x = ParameterVector.Add(x, length, direction);
            if (step == Steps) break;
            residual = ParameterVector.Add(residual, -length, image);
            var next = ParameterVector.Dot(residual, residual);
            direction = ParameterVector.Add(residual, next / Where(Greater(square, 0), square, 1), direction);
            square = next;
        }
        return x;
    }
}
