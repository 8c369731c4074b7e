namespace MetaLearn.Reproductions;

/// <summary>What a reproduction is doing.</summary>
/// <param name="What">The work in hand, or at its end what came of it.</param>
/// <param name="Done">Units done.</param>
/// <param name="Total">Units in all; equal to <paramref name="Done"/> at the end.</param>
public sealed record ReproductionProgress(string What, long Done, long Total);
