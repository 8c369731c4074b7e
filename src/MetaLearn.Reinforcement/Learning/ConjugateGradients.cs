namespace MetaLearn.Reinforcement.Learning;

/// <summary>Conjugate gradients on arrays of numbers, where the product with A is a program that is run, not a formula.</summary>
public static class ConjugateGradients
{
    /// <summary>Solves A x = b from x = 0 for a positive definite A.</summary>
    /// <param name="product">A v.</param>
    /// <param name="right">b.</param>
    /// <param name="steps">At most, each of one product: at least 0.</param>
    /// <param name="tolerance">Ends where the residual's squared length is below it; 10⁻¹⁰, the published code's, by default.</param>
    /// <returns>x; what was found until then where A is not positive along a direction.</returns>
    public static double[] Solve(Func<double[], double[]> product, IReadOnlyList<double> right, int steps, double tolerance = 1e-10) => Solve(product, right, steps, tolerance, out _);

    /// <summary>The same with the residual, b − A x, which saves a product to whoever needs xᵀ A x.</summary>
    internal static double[] Solve(Func<double[], double[]> product, IReadOnlyList<double> right, int steps, double tolerance, out double[] residual)
    {
        ArgumentNullException.ThrowIfNull(product);
        ArgumentNullException.ThrowIfNull(right);
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        var x = new double[right.Count];
        double[] direction = [.. right];
        residual = [.. right];
        var square = Dot(residual, residual);
        for (var step = 0; step < steps && square >= tolerance; step++)
        {
            var image = product(direction);
            var along = Dot(direction, image);
            // Also where it is NaN.
            if (!(along > 0)) break;
            var length = square / along;
            for (var i = 0; i < x.Length; i++)
            {
                x[i] += length * direction[i];
                residual[i] -= length * image[i];
            }
            var next = Dot(residual, residual);
            for (var i = 0; i < x.Length; i++) direction[i] = residual[i] + next / square * direction[i];
            square = next;
        }
        return x;
    }

    internal static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
