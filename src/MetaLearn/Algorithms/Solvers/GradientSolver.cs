using MetaLearn.Autodiff;
using MetaLearn.Optimizers;

namespace MetaLearn.Algorithms;

/// <summary>Solves an inner problem by gradient steps: gradient descent, or any other optimiser, such as Adam.</summary>
public sealed record GradientSolver : IInnerSolver
{
    /// <summary>Step size: positive and finite; 0.1 by default, as in the iMAML paper.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive or not finite.</exception>
    public double LearningRate { get; init => field = Require.Positive(value); } = 0.1;

    /// <summary>The rule; plain gradient descent by default. Its state starts anew in every episode.</summary>
    public Optimizer Optimizer { get; init; } = new Sgd();

    /// <summary>
    /// Whether steps are computed again where something differentiates through them (which implicit MAML does not), instead of kept: √steps of them
    /// together, and each of these again by itself, so that memory grows with the root of the steps and each is computed three times. The same values;
    /// derivatives may differ by rounding, as contributions are summed segment by segment.
    /// </summary>
    public bool RecomputesSteps { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<Expression>> Path(InnerObjective objective, IReadOnlyList<Expression> start, int steps)
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(start);
        var loop = new InnerLoop(Optimizer, LearningRate) { RecomputesSteps = RecomputesSteps, RecomputesSegments = RecomputesSteps };
        return loop.Path(start, (_, adapted) => objective(adapted), steps);
    }
}
