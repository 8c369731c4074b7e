namespace MetaLearn.Proofs;

/// <summary>Why a run does badly, and what to do about it.</summary>
/// <param name="Name">Such as <c>inner rate too large</c>.</param>
/// <param name="Measured">What was seen, with its numbers.</param>
/// <param name="Why">Why it matters.</param>
/// <param name="Try">What to try, with the option's name.</param>
public sealed record Diagnosis(string Name, string Measured, string Why, string Try);
