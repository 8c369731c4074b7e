using MetaLearn.Optimizers;

namespace MetaLearn.Algorithms;

/// <summary>The settings that MAML and its descendants share, said at once; see <see cref="Maml"/> for each.</summary>
/// <param name="InnerLearningRate">α.</param>
/// <param name="Steps">Inner steps while meta-training.</param>
/// <param name="InnerOptimizer">The inner loop's.</param>
/// <param name="LearnedRates">Null leaves the learner's own.</param>
/// <param name="AdaptOnly">Empty leaves the learner's own.</param>
/// <param name="IsFirstOrder">Whether second derivatives are dropped.</param>
/// <param name="RecomputesSteps">Whether inner steps are computed again instead of kept.</param>
internal sealed record MamlSettings(
    double InnerLearningRate, int Steps, Optimizer InnerOptimizer, LearnedRates? LearnedRates, IReadOnlyList<string> AdaptOnly, bool IsFirstOrder, bool RecomputesSteps);
