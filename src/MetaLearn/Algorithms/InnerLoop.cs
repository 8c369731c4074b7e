using MetaLearn.Autodiff;
using MetaLearn.Models;
using MetaLearn.Optimizers;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Algorithms;

/// <summary>Gradient steps on a support set as a formula: what MAML differentiates through and what the baselines fine-tune with.</summary>
internal sealed record InnerLoop(Module Model, LossFunction Loss, Optimizer Optimizer, Expression LearningRate)
{
    /// <summary>Whether the inner gradients are constants for every derivative.</summary>
    public bool IsFirstOrder { get; init; }

    /// <summary>Whether a step's values are computed again in the backward pass.</summary>
    public bool RecomputesSteps { get; init; }

    /// <summary>θ₀ and θ after each step: θₖ₊₁ = θₖ − α ∇L(θₖ) for the plain optimiser.</summary>
    public IReadOnlyList<IReadOnlyList<Expression>> Path(IReadOnlyList<Expression> start, Expression x, Expression y, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        var adapted = start;
        IReadOnlyList<Expression> state = [.. Optimizer.InitialState(start).Select(slot => slot.Initial)];
        List<IReadOnlyList<Expression>> path = [adapted];
        for (var step = 1; step <= steps; step++)
        {
            var gradients = Gradient(Loss(Model.Apply(x, adapted), y), adapted);
            if (IsFirstOrder) gradients = [.. gradients.Select(StopGradient)];
            var next = Optimizer.Update(adapted, gradients, state, LearningRate, step);
            if (RecomputesSteps) next = Recomputed(next, [.. adapted, .. state]);
            (adapted, state) = (next.Parameters, next.State);
            path.Add(adapted);
        }
        return path;
    }

    private static OptimizerStep Recomputed(OptimizerStep step, IReadOnlyList<Expression> beginnings)
    {
        var results = Recompute([.. step.Parameters, .. step.State], beginnings);
        return new([.. results.Take(step.Parameters.Count)], [.. results.Skip(step.Parameters.Count)]);
    }
}
