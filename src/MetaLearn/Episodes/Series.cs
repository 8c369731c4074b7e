namespace MetaLearn.Episodes;

/// <summary>One series of numbers at equal steps of time, oldest first, in its own units.</summary>
/// <param name="Name">What the file calls it.</param>
/// <param name="Values">Finite, at least one.</param>
public sealed record Series(string Name, ReadOnlyMemory<double> Values);
