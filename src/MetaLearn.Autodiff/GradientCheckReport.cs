using System.Globalization;

namespace MetaLearn.Autodiff;

/// <summary>What <see cref="GradientCheck"/> found.</summary>
/// <param name="Errors">
/// The largest relative error of each order, first order first. An error is |central difference − ⟨gradient, direction⟩| over the largest of the
/// gradient's length, the difference and the function's value; NaN where either side is.
/// </param>
/// <param name="Tolerance">The largest error that passes.</param>
public sealed record GradientCheckReport(IReadOnlyList<double> Errors, double Tolerance)
{
    /// <summary>Whether every order's error is at most the tolerance.</summary>
    public bool Passed => Errors.All(error => error <= Tolerance);

    /// <summary>The errors, such as <c>order 1: 2.1E-12, order 2: 0.3 (tolerance 1E-08)</c>.</summary>
    public override string ToString()
        => string.Create(
            CultureInfo.InvariantCulture,
            $"{string.Join(", ", Errors.Select((error, i) => string.Create(CultureInfo.InvariantCulture, $"order {i + 1}: {error:G2}")))} (tolerance {Tolerance:G2})");
}
