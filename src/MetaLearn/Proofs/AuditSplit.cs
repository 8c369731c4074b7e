using MetaLearn.Episodes;

namespace MetaLearn.Proofs;

/// <summary>A split to be audited.</summary>
/// <param name="Name">Such as <c>meta-training</c>.</param>
/// <param name="Source">Of its episodes.</param>
/// <param name="Seed">That they are drawn with.</param>
public sealed record AuditSplit(string Name, IEpisodeSource Source, ulong Seed);
