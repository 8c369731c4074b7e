using MetaLearn.Training;

namespace MetaLearn.Experiments;

/// <summary>What one learner reached on the meta-test episodes.</summary>
/// <param name="Name">Such as <c>MAML</c> or <c>pretrained</c>.</param>
/// <param name="Note">How it adapts: optimiser, rate and what was chosen on meta-validation episodes.</param>
/// <param name="ByStep">Query loss after 0, 1, … inner steps.</param>
/// <param name="Selected">The number of inner steps chosen on meta-validation episodes.</param>
/// <param name="Difference">Its loss after the selected steps minus the first learner's, paired by episode; null for the first learner.</param>
/// <param name="DifferenceAtStart">The same for this learner as it is, before any step; null for the first learner.</param>
public sealed record LearnerResult(
    string Name, string Note, IReadOnlyList<Estimate> ByStep, int Selected, Estimate? Difference = null, Estimate? DifferenceAtStart = null)
{
    /// <summary>The fraction of query examples whose label was right, after 0, 1, … inner steps; empty where numbers are predicted.</summary>
    public IReadOnlyList<Estimate> Accuracy { get; init; } = [];

    /// <summary>
    /// Its accuracy after the selected steps minus the first learner's, paired by episode; null for the first learner and where numbers are predicted. Of a learner whose
    /// scores are no probabilities, as the nearest neighbour's, accuracies compare and losses do not.
    /// </summary>
    public Estimate? AccuracyDifference { get; init; }

    /// <summary>The same for this learner as it is, before any step.</summary>
    public Estimate? AccuracyDifferenceAtStart { get; init; }
}
