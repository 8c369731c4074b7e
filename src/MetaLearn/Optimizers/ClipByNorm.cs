using MetaLearn.Autodiff;

namespace MetaLearn.Optimizers;

/// <summary>
/// All gradients times min(1, maximum / (‖g‖ + 10⁻⁶)), where ‖g‖ = √(Σ g²) over the elements of all parameters together; Pascanu et al. (2013),
/// algorithm 1, as PyTorch's <c>clip_grad_norm_</c> (the 10⁻⁶ is PyTorch's).
/// </summary>
/// <param name="Maximum">The largest norm let through: positive and finite.</param>
public sealed record ClipByNorm(double Maximum) : GradientTransformation
{
    /// <summary>The largest norm let through: positive and finite.</summary>
    public double Maximum { get; init => field = Require.Positive(value); } = Require.Positive(Maximum);

    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Apply(IReadOnlyList<Expression> parameters, IReadOnlyList<Expression> gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        if (gradients.Count == 0) return gradients;
        var squares = gradients.Select(gradient => Functions.Sum(gradient * gradient)).Aggregate((sum, square) => sum + square);
        var factor = Functions.Minimum(1, Maximum / (Root.Of(squares) + 1e-6));
        return [.. gradients.Select(gradient => gradient * factor)];
    }
}
