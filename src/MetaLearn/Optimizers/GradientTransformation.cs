using MetaLearn.Autodiff;

namespace MetaLearn.Optimizers;

/// <summary>Something done to all gradients before an optimiser sees them. Differentiable, like the optimisers.</summary>
public abstract record GradientTransformation
{
    /// <summary>The transformed gradients.</summary>
    /// <param name="parameters">What they are gradients of.</param>
    /// <param name="gradients">One for each parameter, of its shape.</param>
    /// <returns>The same number, of the same shapes.</returns>
    public abstract IReadOnlyList<Expression> Apply(IReadOnlyList<Expression> parameters, IReadOnlyList<Expression> gradients);
}
