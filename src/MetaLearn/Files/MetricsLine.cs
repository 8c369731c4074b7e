using System.Collections.Immutable;

namespace MetaLearn.Files;

/// <summary>What was measured at one outer iteration: one line of <c>metrics.jsonl</c>.</summary>
/// <param name="Iteration">Of the outer loop, at least 0.</param>
/// <param name="Values">By name, in ordinal order; NaN and infinities are possible.</param>
public sealed record MetricsLine(long Iteration, ImmutableSortedDictionary<string, double> Values);
