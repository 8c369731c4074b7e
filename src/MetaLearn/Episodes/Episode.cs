using MetaLearn.Autodiff;

namespace MetaLearn.Episodes;

/// <summary>
/// Labelled examples, one a row: <paramref name="X"/> has shape <c>[rows, ..xRow]</c>, <paramref name="Y"/> <c>[rows, ..yRow]</c>, both row-major.
/// </summary>
/// <param name="X">What is known of each example.</param>
/// <param name="Y">What is to be predicted of it; a class is its whole number.</param>
public sealed record Examples(ReadOnlyMemory<float> X, ReadOnlyMemory<float> Y);

/// <summary>A few-shot problem: adapt on the support set, be judged on the query set.</summary>
/// <param name="Support">What is adapted on.</param>
/// <param name="Query">What is predicted and judged; shares no example with <paramref name="Support"/>.</param>
public sealed record Episode(Examples Support, Examples Query)
{
    /// <summary>What the user calls this problem (a group of a table, the name of a series); empty for sampled functions.</summary>
    public string Name { get; init; } = "";

    /// <summary>The hidden numbers that define the problem (amplitude and phase of a sinusoid), for the oracle baseline; empty where unknown.</summary>
    public ReadOnlyMemory<float> TaskParameters { get; init; }
}

/// <summary>The shape every episode of a source has: a program is compiled once for it.</summary>
/// <param name="SupportRows">Examples in the support set, at least 1.</param>
/// <param name="QueryRows">Examples in the query set, at least 1.</param>
/// <param name="XRow">Shape of one example's x, without the row axis.</param>
/// <param name="YRow">Shape of one example's y; <c>[]</c> for a class.</param>
public sealed record EpisodeShape(int SupportRows, int QueryRows, Shape XRow, Shape YRow);

/// <summary>Gives episodes by index. The same (seed, index) is the same episode on every machine and for any number of threads.</summary>
public interface IEpisodeSource
{
    /// <summary>The shape of every episode.</summary>
    EpisodeShape Shape { get; }

    /// <summary>The episode with this index. Thread-safe; depends on nothing but the arguments and the source's own fixed data.</summary>
    /// <param name="seed">Of the run (training, validation and test use different ones).</param>
    /// <param name="index">0, 1, 2, …</param>
    Episode Sample(ulong seed, long index);
}
