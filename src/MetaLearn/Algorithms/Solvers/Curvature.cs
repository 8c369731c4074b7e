using MetaLearn.Autodiff;

namespace MetaLearn.Algorithms;

/// <summary>
/// A loss to second order around a point φ: its gradient, and its Hessian as what the Hessian does to a vector, which costs about two gradients
/// and never a matrix (Pearlmutter 1994): ∇²L v = ∇⟨∇L, v⟩.
/// </summary>
public sealed class Curvature
{
    private readonly IReadOnlyList<Expression> point;

    /// <summary>Differentiates a loss.</summary>
    /// <param name="loss">L(φ), a scalar that is made of the very formulas <paramref name="point"/>.</param>
    /// <param name="point">φ.</param>
    /// <exception cref="ShapeException">The loss is no scalar.</exception>
    public Curvature(Expression loss, IReadOnlyList<Expression> point)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(point);
        (this.point, Gradient) = (point, Functions.Gradient(loss, point));
    }

    /// <summary>∇L(φ), in the order and the shapes of φ.</summary>
    public IReadOnlyList<Expression> Gradient { get; }

    /// <summary>∇²L(φ) v.</summary>
    /// <param name="vector">v, in the order and the shapes of φ; a constant of the derivative even where it was computed from φ.</param>
    /// <exception cref="ArgumentException">It has another number of arrays than φ.</exception>
    public IReadOnlyList<Expression> Times(IReadOnlyList<Expression> vector)
    {
        ArgumentNullException.ThrowIfNull(vector);
        if (vector.Count != point.Count) throw new ArgumentException($"The point has {point.Count} arrays, the vector {vector.Count}.", nameof(vector));
        return Functions.Gradient(ParameterVector.Dot(Gradient, [.. vector.Select(Functions.StopGradient)]), point);
    }
}
