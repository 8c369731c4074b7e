using MetaLearn.Autodiff;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Algorithms;

/// <summary>
/// Solves an inner problem by Newton steps without a Hessian: (∇²F + μI) d = −∇F by <see cref="ConjugateGradient"/> on Hessian-vector products,
/// then φ ← φ + t d. Either μ is fixed and t found by a line search, or t is 1 and μ follows how well the quadratic model
/// foretold the step (Levenberg and Marquardt, with the constants of Martens 2010, section 4.1). A step that does not lower F is not taken.
/// </summary>
public sealed record NewtonSolver : IInnerSolver
{
    // Martens (2010): above 3/4 of what the model foretold, trust it more; below 1/4, less.
    private const double Good = 0.75, Bad = 0.25, Less = 2.0 / 3, More = 3.0 / 2;

    /// <summary>How each step's system is solved; 10 steps of conjugate gradients by default.</summary>
    public LinearSolver Linear { get; init; } = new ConjugateGradient { Steps = 10 };

    /// <summary>μ, or where it starts if it is adapted: at least 0 and finite; 0.01 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double Damping { get; init => field = Require.NotNegative(value); } = 0.01;

    /// <summary>Whether μ is adapted instead of searching along the step; false by default.</summary>
    public bool AdaptsDamping { get; init; }

    /// <summary>The line search tries t = 1, ½, … 2⁻ʰ and takes the best: h at least 0; 5 by default. Each costs one evaluation of F.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int Halvings { get; init => field = Require.NotNegative(value); } = 5;

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<Expression>> Path(InnerObjective objective, IReadOnlyList<Expression> start, int steps)
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        Expression damping = Damping;
        List<IReadOnlyList<Expression>> path = [start];
        for (var step = 0; step < steps; step++)
        {
            var value = objective(path[^1]);
            var curvature = new Curvature(value, path[^1]);
            var direction = Linear.Solve(v => ParameterVector.Add(curvature.Times(v), damping, v), ParameterVector.Scale(-1, curvature.Gradient));
            Expression length;
            (length, damping) = AdaptsDamping ? Trusted(objective, path[^1], value, curvature, direction, damping) : (Searched(objective, path[^1], value, direction), damping);
            path.Add(ParameterVector.Add(path[^1], length, direction));
        }
        return path;
    }

    private Expression Searched(InnerObjective objective, IReadOnlyList<Expression> from, Expression value, IReadOnlyList<Expression> direction)
    {
        var (best, length) = (value, (Expression)0);
        for (var halvings = 0; halvings <= Halvings; halvings++)
        {
            var candidate = Math.Pow(2, -halvings);
            var there = objective(ParameterVector.Add(from, candidate, direction));
            var isBetter = Functions.Less(there, best);
            (best, length) = (Where(isBetter, there, best), Where(isBetter, candidate, length));
        }
        return length;
    }

    private static (Expression Length, Expression Damping) Trusted(
        InnerObjective objective, IReadOnlyList<Expression> from, Expression value, Curvature curvature, IReadOnlyList<Expression> direction, Expression damping)
    {
        var there = objective(ParameterVector.Add(from, 1, direction));
        var foretold = -ParameterVector.Dot(curvature.Gradient, direction) - 0.5 * ParameterVector.Dot(direction, curvature.Times(direction));
        var fell = value - there;
        // Compared as products: at the solution both are 0, and their ratio is not a number.
        var next = Where(Greater(fell, Good * foretold), Less * damping, Where(Functions.Less(fell, Bad * foretold), More * damping, damping));
        return (Greater(fell, 0), next);
    }
}
