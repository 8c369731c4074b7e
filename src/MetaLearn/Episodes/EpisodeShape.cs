using MetaLearn.Autodiff;

namespace MetaLearn.Episodes;

/// <summary>The shape every episode of a source has: a program is compiled once for it.</summary>
/// <param name="SupportRows">Examples in the support set, at least 1.</param>
/// <param name="QueryRows">Examples in the query set, at least 1.</param>
/// <param name="XRow">Shape of one example's x, without the row axis.</param>
/// <param name="YRow">Shape of one example's y; <c>[]</c> for a class.</param>
public sealed record EpisodeShape(int SupportRows, int QueryRows, Shape XRow, Shape YRow)
{
    /// <summary>Numbers in one episode's support x, support y, query x and query y.</summary>
    internal (int SupportX, int SupportY, int QueryX, int QueryY) Sizes =>
        (SupportRows * XRow.Count, SupportRows * YRow.Count, QueryRows * XRow.Count, QueryRows * YRow.Count);
}
