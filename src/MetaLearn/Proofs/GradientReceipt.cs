using MetaLearn.Algorithms;
using MetaLearn.Episodes;

namespace MetaLearn.Proofs;

/// <summary>
/// What a learner's formulas say about its meta-gradient, and a numerical check of it on the user's own model and data: which derivatives are
/// taken, what adapts, what is never learned. Read off the graph, not off the options.
/// </summary>
public sealed record GradientReceipt
{
    internal GradientReceipt()
    {
    }

    /// <summary>Inner steps while meta-training.</summary>
    public required int InnerSteps { get; init; }

    /// <summary>
    /// Inner steps whose gradients the meta-gradient passes through: all of them for second-order MAML, none for first order. Rounded where a
    /// learner's steps differ in how often they use the support targets.
    /// </summary>
    public required int DifferentiatedSteps { get; init; }

    /// <summary>Whether the outer loop follows the gradient of the meta-loss as it stands, what is held constant held; false for Reptile and implicit MAML.</summary>
    public required bool FollowsMetaLoss { get; init; }

    /// <summary>Names of the parameters that the inner loop moves before it predicts.</summary>
    public required IReadOnlyList<string> Adapted { get; init; }

    /// <summary>Names of the parameters that predict as they are after the inner loop.</summary>
    public required IReadOnlyList<string> Kept { get; init; }

    /// <summary>Names of the parameters that are state, replaced and not optimised; see <see cref="MetaGradient.Replacements"/>.</summary>
    public required IReadOnlyList<string> Replaced { get; init; }

    /// <summary>What is the matter with single parameters, broken ones first; empty for a sound learner.</summary>
    public required IReadOnlyList<ParameterFinding> Findings { get; init; }

    /// <summary>Slopes of the meta-loss by formula and by difference.</summary>
    public required IReadOnlyList<DirectionCheck> Checks { get; init; }

    /// <summary>The largest error in <see cref="Checks"/> that passes.</summary>
    public required double Tolerance { get; init; }

    /// <summary>Episodes that the checks are means over.</summary>
    public required int Episodes { get; init; }

    /// <summary>Distance to the exact gradient where derivatives are dropped or the meta-loss is not followed; null where nothing is, or it was not asked for.</summary>
    public GradientGap? Gap { get; init; }

    /// <summary>‖A g − ∇L_query‖ / ‖∇L_query‖ of the linear system that implicit MAML solves for its meta-gradient g; null for other learners.</summary>
    public double? Residual { get; init; }

    /// <summary>1 or 2: the highest derivative of a loss that the meta-gradient takes; 1 where it takes no inner gradient's derivative.</summary>
    public int Order => DifferentiatedSteps > 0 ? 2 : 1;

    /// <summary>The largest error of <see cref="Checks"/>; NaN where one is, 0 where nothing was checked.</summary>
    public double Error => Checks.Any(check => double.IsNaN(check.Error)) ? double.NaN : Checks.Select(check => check.Error).DefaultIfEmpty(0).Max();

    /// <summary>Whether the formulas agree with the differences.</summary>
    public bool Agrees => Checks.All(check => check.Error <= Tolerance);

    /// <summary>Whether the check agrees and no parameter's path is broken.</summary>
    public bool Passed => Agrees && !Findings.Any(finding => finding.IsBroken);

    /// <summary>Examines a learner.</summary>
    /// <param name="learner">Of any kind.</param>
    /// <param name="source">Its meta-training episodes.</param>
    /// <param name="parameters">Where it is looked at: values of its parameters, in order.</param>
    /// <param name="options">How thoroughly; the defaults by default.</param>
    /// <exception cref="ArgumentException">The parameters are not the learner's.</exception>
    public static GradientReceipt Of(MetaLearner learner, IEpisodeSource source, IReadOnlyList<float[]> parameters, ReceiptOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(parameters);
        if (!parameters.Select(values => values.Length).SequenceEqual(learner.Parameters.Select(parameter => parameter.Shape.Count)))
            throw new ArgumentException($"The learner has parameters {string.Join(", ", learner.Parameters)}; the values given have other lengths.", nameof(parameters));
        return new ReceiptWriter(learner, source, parameters, options ?? new()).Write();
    }
}
