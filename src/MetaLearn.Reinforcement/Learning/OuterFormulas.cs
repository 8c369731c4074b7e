using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Reinforcement.Learning;

/// <summary>The outer loop's formulas of one episode, all through the inner steps: loss, divergence, meta-gradient, curvature.</summary>
internal sealed class OuterFormulas
{
    private readonly IReadOnlyList<IReadOnlyList<Expression>> path;

    /// <summary>Writes the formulas.</summary>
    /// <param name="maml">Learner.</param>
    /// <param name="trajectories">Of each phase.</param>
    /// <param name="horizon">Of a trajectory.</param>
    /// <param name="exploration">Weight of E-MAML's term; 0 for none.</param>
    public OuterFormulas(PolicyMaml maml, int trajectories, int horizon, double exploration = 0)
    {
        Maml = maml;
        Phases = [.. Enumerable.Range(0, maml.Steps + 1).Select(phase => new PhaseInputs(maml.Policy, trajectories, horizon, phase))];
        path = maml.Path(maml.Policy.Parameters, Phases[..^1]);
        Loss = maml.OuterLoss(Phases[^1], path[^1]);
        for (var step = 0; step < maml.Steps && exploration > 0; step++)
            Exploration += exploration * Credit * LogLikelihood(Phases[step], path[step]);
        Loss -= Exploration;
    }

    public PolicyMaml Maml { get; }

    /// <summary>The trajectories before adapting, after each step, and after the last, which the outer loss is of.</summary>
    public PhaseInputs[] Phases { get; }

    /// <summary>How much better than the other episodes' this one's adapted policy is: E-MAML's weight of the actions that led to it. Shape <c>[]</c>.</summary>
    public Input Credit { get; } = new("credit", Shape.Scalar);

    private Expression Exploration { get; } = 0;

    /// <summary>−E[π_θ′ / π_old · A], and E-MAML's term where it is asked for.</summary>
    public Expression Loss { get; }

    /// <summary>E[KL(π_old ‖ π_θ′)] on the trajectories after adapting.</summary>
    public Expression Divergence => field ??= Maml.Divergence(Phases[^1], path[^1]);

    /// <summary>E[KL(π_old ‖ π_θ)] on the trajectories before adapting: what ProMP penalises.</summary>
    public Expression DivergenceBefore => field ??= Maml.Divergence(Phases[0], path[0]);

    /// <summary>PPO's clipped loss on the trajectories after adapting, and E-MAML's term where it is asked for.</summary>
    public Expression ClippedLoss(double clip)
        => Surrogate.Clipped(Maml.Policy, Phases[^1], Maml.Policy.Apply(Phases[^1].Observations, path[^1]), clip) - Exploration;

    /// <summary>
    /// H v for H = ∇²_θ of the divergence, where π_θ′ is π_old: there ∇_θ′ KL = 0, so the second derivative of θ′(θ) drops out, and H = Jᵀ F J exactly, with J = ∂θ′/∂θ and F the Hessian
    /// in θ′, which is the Fisher matrix.
    /// </summary>
    /// <param name="vector">v, of the shapes of the learner's parameters.</param>
    public IReadOnlyList<Expression> CurvatureTimes(IReadOnlyList<Expression> vector)
    {
        var image = FisherTimes(Tangent(path[^1], Maml.Parameters, vector));
        return Cotangent(path[^1], Maml.Parameters, image);
    }

    // F w = Dᵀ M D w with D = ∂(distribution)/∂θ′ and M the Hessian of KL in the distribution's own numbers: half the work of a second derivative of KL in θ′.
    private IReadOnlyList<Expression> FisherTimes(IReadOnlyList<Expression> w)
    {
        var distribution = Maml.Policy.Apply(Phases[^1].Observations, path[^1]);
        var divergence = new Curvature(Maml.DivergenceOf(Phases[^1], distribution), [distribution]);
        var image = divergence.Times(Tangent([distribution], path[^1], w));
        return Cotangent([distribution], path[^1], image);
    }

    // J v for J = ∂y/∂x, as the derivative of ⟨Jᵀ u, v⟩ in u, which is linear in u: u's value does not matter.
    private static IReadOnlyList<Expression> Tangent(IReadOnlyList<Expression> y, IReadOnlyList<Expression> x, IReadOnlyList<Expression> v)
    {
        Expression[] u = [.. y.Select((array, i) => new Input($"u {i}", array.Shape))];
        return Gradient(ParameterVector.Dot(Cotangent(y, x, u), [.. v.Select(StopUnlessLeaf)]), u);
    }

    // Jᵀ w.
    private static IReadOnlyList<Expression> Cotangent(IReadOnlyList<Expression> y, IReadOnlyList<Expression> x, IReadOnlyList<Expression> w)
        => Gradient(ParameterVector.Dot(y, [.. w.Select(StopUnlessLeaf)]), x);

    // u must stay differentiable; anything else is a constant here.
    private static Expression StopUnlessLeaf(Expression x) => x is Input ? x : StopGradient(x);

    // The mean over steps, as in ProMP's code: its size does not grow with their number.
    private Expression LogLikelihood(PhaseInputs phase, IReadOnlyList<Expression> parameters)
        => Sum(phase.Weights * Maml.Policy.LogProbability(Maml.Policy.Apply(phase.Observations, parameters), phase.Actions));
}
