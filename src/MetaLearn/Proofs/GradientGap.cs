namespace MetaLearn.Proofs;

/// <summary>How far what the outer loop follows is from the exact gradient of the adapted model's query loss.</summary>
/// <param name="Relative">‖followed − exact‖ / ‖exact‖.</param>
/// <param name="Cosine">Of the angle between the two: 1 is the same direction.</param>
public sealed record GradientGap(double Relative, double Cosine);
