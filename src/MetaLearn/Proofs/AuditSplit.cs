using MetaLearn.Episodes;

namespace MetaLearn.Proofs;

/// <summary>A split to be audited.</summary>
/// <param name="Name">Such as <c>meta-training</c>.</param>
/// <param name="Source">Of its episodes.</param>
/// <param name="Seed">That they are drawn with.</param>
public sealed record AuditSplit(string Name, IEpisodeSource Source, ulong Seed)
{
    /// <summary>Where an episode comes from: of a source of several shapes, each episode is drawn as if it were of an iteration of its own.</summary>
    internal IEpisodeSource SourceAt(long index) => Source is IVaryingEpisodes varying ? varying.Sources[varying.SourceOf(Seed, index)] : Source;
}
