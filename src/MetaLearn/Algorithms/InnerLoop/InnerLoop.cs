using MetaLearn.Autodiff;
using MetaLearn.Optimizers;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Algorithms;

/// <summary>
/// Gradient steps on a support loss as a formula: what MAML and its kin differentiate through and what the baselines fine-tune with. What adapts
/// (θ, a part of it, a context) and at which rates is the caller's; inner gradients are clipped by the optimiser's transformations.
/// </summary>
/// <param name="Optimizer">Its state starts anew in every path.</param>
/// <param name="RateAt">The rate of (step from 0, position in what adapts), of a shape that broadcasts to the array's.</param>
internal sealed record InnerLoop(Optimizer Optimizer, Func<int, int, Expression> RateAt)
{
    /// <summary>One rate for all.</summary>
    public InnerLoop(Optimizer optimizer, Expression learningRate) : this(optimizer, (_, _) => learningRate)
    {
    }

    /// <summary>Whether the inner gradients are constants for every derivative.</summary>
    public bool IsFirstOrder { get; init; }

    /// <summary>Whether a step's values are computed again in the backward pass: what begins each step is kept, and each is computed twice.</summary>
    public bool RecomputesSteps { get; init; }

    /// <summary>
    /// Whether √steps of them are, besides, computed again together: memory grows with the root of the steps, and each is computed three times. What adapts takes the same
    /// gradient to the bit; what the steps share (a rate, an array that does not adapt) takes a sum that is made segment by segment.
    /// </summary>
    public bool RecomputesSegments { get; init; }

    /// <summary>φ₀ and φ after each step: φₖ₊₁ = φₖ − αₖ ∇L(φₖ) for the plain optimiser.</summary>
    /// <param name="start">φ₀: the arrays that adapt.</param>
    /// <param name="supportLoss">L: (step from 0, φ) → a scalar.</param>
    /// <param name="steps">At least 0.</param>
    public IReadOnlyList<IReadOnlyList<Expression>> Path(
        IReadOnlyList<Expression> start, Func<int, IReadOnlyList<Expression>, Expression> supportLoss, int steps)
        => Path(start, [.. Optimizer.InitialState(start).Select(slot => slot.Initial)], 0, supportLoss, steps).Path;

    /// <summary>The same from an optimiser's state that steps before have left.</summary>
    /// <param name="start">φ₀: the arrays that adapt.</param>
    /// <param name="state">Of the optimiser.</param>
    /// <param name="stepsBefore">How many steps that state has seen, of shape <c>[]</c>.</param>
    /// <param name="lossAt">(step from 0, φ) → a scalar.</param>
    /// <param name="steps">At least 0.</param>
    public (IReadOnlyList<IReadOnlyList<Expression>> Path, IReadOnlyList<Expression> State) Path(
        IReadOnlyList<Expression> start, IReadOnlyList<Expression> state, Expression stepsBefore,
        Func<int, IReadOnlyList<Expression>, Expression> lossAt, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        if (!RecomputesSegments) return Steps(start, state, stepsBefore, lossAt, 0, steps);
        var length = (int)Math.Ceiling(Math.Sqrt(steps));
        List<IReadOnlyList<Expression>> path = [start];
        for (var first = 0; first < steps; first += length)
        {
            var (part, next) = Steps(path[^1], state, stepsBefore, lossAt, first, Math.Min(length, steps - first));
            var results = Recompute([.. part.Skip(1).SelectMany(arrays => arrays), .. next], [.. path[^1], .. state]);
            path.AddRange(results.SkipLast(next.Count).Chunk(start.Count));
            state = [.. results.TakeLast(next.Count)];
        }
        return (path, state);
    }

    private (IReadOnlyList<IReadOnlyList<Expression>> Path, IReadOnlyList<Expression> State) Steps(
        IReadOnlyList<Expression> start, IReadOnlyList<Expression> state, Expression stepsBefore,
        Func<int, IReadOnlyList<Expression>, Expression> lossAt, int first, int count)
    {
        var adapted = start;
        List<IReadOnlyList<Expression>> path = [adapted];
        for (var step = first; step < first + count; step++)
        {
            var gradients = Gradient(lossAt(step, adapted), adapted);
            if (IsFirstOrder) gradients = [.. gradients.Select(StopGradient)];
            IReadOnlyList<Expression> rates = [.. Enumerable.Range(0, start.Count).Select(position => RateAt(step, position))];
            var next = Optimizer.Update(adapted, gradients, state, rates, stepsBefore + (step + 1));
            if (RecomputesSteps) next = Recomputed(next, [.. adapted, .. state]);
            (adapted, state) = (next.Parameters, next.State);
            path.Add(adapted);
        }
        return (path, state);
    }

    private static OptimizerStep Recomputed(OptimizerStep step, IReadOnlyList<Expression> beginnings)
    {
        var results = Recompute([.. step.Parameters, .. step.State], beginnings);
        return new([.. results.Take(step.Parameters.Count)], [.. results.Skip(step.Parameters.Count)]);
    }
}
