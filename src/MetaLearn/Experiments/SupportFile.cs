using System.Collections.Immutable;
using MetaLearn.Episodes;

namespace MetaLearn.Experiments;

/// <summary>A support set as a user's file has it, in the numbers of a model.</summary>
/// <param name="Examples">At least one.</param>
/// <param name="Rows">Number of examples.</param>
public sealed record SupportFile(Examples Examples, int Rows)
{
    /// <summary>What the user should know of it, one sentence each: rows that contradict each other, columns that are not used.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What has to be known again to predict, by name; saved with the adapted model.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; init; } = ImmutableDictionary<string, string>.Empty;
}
