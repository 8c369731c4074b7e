namespace MetaLearn.Episodes;

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
