using MetaLearn.Autodiff;
using MetaLearn.Models;
using MetaLearn.Optimizers;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Algorithms;

/// <summary>
/// Model-agnostic meta-learning (Finn, Abbeel and Levine 2017, algorithm 1): an initialisation θ from which a few gradient steps on a
/// support set lead to a good model. The meta-gradient ∇_θ L_query(θ′(θ)) is exact: it passes through every inner step, second
/// derivatives included. Differs from the paper in nothing; from its code in that every loss is a mean over examples.
/// </summary>
public sealed class Maml(Module model, LossFunction loss) : MetaLearner(model, loss)
{
    /// <summary>α, the inner loop's step size: positive and finite; 0.01 by default, the paper's for sinusoids.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive or not finite.</exception>
    public double InnerLearningRate { get; init => field = Require.Positive(value, nameof(InnerLearningRate)); } = 0.01;

    /// <summary>Inner steps while meta-training: at least 0; 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int Steps { get; init => field = Require.NotNegative(value, nameof(Steps)); } = 1;

    /// <summary>The inner loop's optimiser; plain gradient descent by default. Its state starts anew in every episode.</summary>
    public Optimizer InnerOptimizer { get; init; } = new Sgd();

    /// <summary>First-order MAML (section 5.2): the inner gradients are constants of the meta-gradient, so second derivatives are dropped.</summary>
    public bool IsFirstOrder { get; init; }

    /// <summary>
    /// Whether inner steps are computed again in the backward pass instead of kept: memory then grows only by θ with each step.
    /// Same bits, about a third more time.
    /// </summary>
    public bool RecomputesSteps { get; init; }

    /// <inheritdoc/>
    public override int InnerSteps => Steps;

    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Predict(Expression supportX, Expression supportY, Expression queryX, int innerSteps)
        => [.. Adapt(supportX, supportY, innerSteps).Select(adapted => Model.Apply(queryX, adapted))];

    /// <summary>θ₀ = θ and θ after each inner step: θₖ₊₁ = θₖ − α ∇L_support(θₖ), for the plain inner optimiser.</summary>
    /// <param name="supportX"><c>[supportRows, ..]</c>.</param>
    /// <param name="supportY"><c>[supportRows, ..]</c>.</param>
    /// <param name="innerSteps">At least 0.</param>
    /// <returns>innerSteps + 1 lists, each in the order of the model's parameters.</returns>
    public IReadOnlyList<IReadOnlyList<Expression>> Adapt(Expression supportX, Expression supportY, int innerSteps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(innerSteps);
        IReadOnlyList<Expression> adapted = Model.Parameters;
        IReadOnlyList<Expression> state = InnerOptimizer.InitialState(adapted);
        var path = new List<IReadOnlyList<Expression>> { adapted };
        for (var step = 1; step <= innerSteps; step++)
        {
            var gradients = Gradient(Loss(Model.Apply(supportX, adapted), supportY), adapted);
            if (IsFirstOrder) gradients = [.. gradients.Select(StopGradient)];
            (IReadOnlyList<Expression> parameters, IReadOnlyList<Expression> state) next
                = InnerOptimizer.Update(adapted, gradients, state, InnerLearningRate, step);
            if (RecomputesSteps) next = Recomputed(next, [.. adapted, .. state]);
            (adapted, state) = next;
            path.Add(adapted);
        }
        return path;
    }

    private static (IReadOnlyList<Expression>, IReadOnlyList<Expression>) Recomputed(
        (IReadOnlyList<Expression> Parameters, IReadOnlyList<Expression> State) next, IReadOnlyList<Expression> previous)
    {
        var kept = Recompute([.. next.Parameters, .. next.State], previous);
        return ([.. kept.Take(next.Parameters.Count)], [.. kept.Skip(next.Parameters.Count)]);
    }
}
