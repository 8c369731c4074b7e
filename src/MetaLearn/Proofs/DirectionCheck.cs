namespace MetaLearn.Proofs;

/// <summary>The slope of the meta-loss along one direction, by formula and by central difference, in <c>double</c>.</summary>
/// <param name="Where">The parameter array the direction lies in, or <c>all parameters</c>.</param>
/// <param name="Slope">⟨meta-gradient, direction⟩ for a random direction of length 1.</param>
/// <param name="Difference">The central difference.</param>
/// <param name="Error">|Difference − Slope| over the larger of both, or over 1e-5 of the loss where both are smaller than that.</param>
public sealed record DirectionCheck(string Where, double Slope, double Difference, double Error);
