using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Optimizers;
using MetaLearn.Reinforcement.Policies;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Reinforcement.Learning;

/// <summary>
/// MAML for policies (Finn et al. 2017, algorithm 3): parameters θ from which a policy-gradient step on a few trajectories of a new goal leads to a good policy for it. Formulas
/// for one episode; sampling, the meta-gradient, the line search and the test all take their adapted policies from <see cref="Path"/>.
/// Meta-SGD learns the rates (<see cref="LearnedRates"/>), ANIL adapts the last layer (<see cref="AdaptOnly"/>), and with 0 steps it is plain policy optimisation over all goals.
/// </summary>
/// <param name="policy">π_θ.</param>
public sealed class PolicyMaml(Policy policy)
{
    private InnerRates? rates;

    /// <summary>π_θ.</summary>
    public Policy Policy => policy;

    /// <summary>α: positive and finite; 0.1 by default, as for half-cheetah and ant. 0.5 made the published 2-D navigation, though the paper says 0.1.</summary>
    public double InnerLearningRate { get; init => field = Require.Positive(value); } = 0.1;

    /// <summary>Which rates are learned with θ; none by default, per element for Meta-SGD.</summary>
    public LearnedRates LearnedRates { get; init => field = Require.Defined(value); }

    /// <summary>Inner steps while meta-training, each with trajectories of its own: at least 0; 1 by default.</summary>
    public int Steps { get; init => field = Require.NotNegative(value); } = 1;

    /// <summary>What the inner loop follows; the vanilla policy gradient by default.</summary>
    public PolicyObjective Objective { get; init => field = Require.Defined(value); }

    /// <summary>Whether the inner gradients are constants of the meta-gradient.</summary>
    public bool IsFirstOrder { get; init; }

    /// <summary>The parameters that adapt, by name, layer or pattern, as <see cref="Maml.AdaptOnly"/>; empty, the default, for all, log σ among them.</summary>
    /// <exception cref="ArgumentException">A name means no parameter of the policy.</exception>
    public IReadOnlyList<string> AdaptOnly { get; init => Subset = ParameterSubset.Of(policy, field = [.. value ?? throw new ArgumentNullException(nameof(AdaptOnly))]); } = [];

    /// <summary>The policy's parameters, then the learned rates.</summary>
    public IReadOnlyList<Parameter> Parameters => [.. policy.Parameters, .. Rates.Parameters];

    private ParameterSubset Subset { get => field ??= ParameterSubset.Of(policy, []); init; }

    // Two threads must not get two sets of leaves.
    private InnerRates Rates => LazyInitializer.EnsureInitialized(ref rates, () => new(LearnedRates, InnerLearningRate, Steps, Subset.Parameters));

    /// <summary>Where <see cref="Parameters"/> start, in their order.</summary>
    /// <param name="seed">The same seed gives the same values.</param>
    public IReadOnlyList<double[]> InitialValues(ulong seed) => [.. policy.InitialValues(seed), .. Rates.InitialValues];

    /// <summary>The same in the precision of programs.</summary>
    internal float[][] Start(ulong seed) => [.. InitialValues(seed).Select(values => Array.ConvertAll(values, value => (float)value))];

    /// <summary>θ₀ and the adapted parameters after each inner step: θₖ₊₁ = θₖ − αₖ ∇L(θₖ) on the trajectories of phase k.</summary>
    /// <param name="start">θ₀, in the order of the policy's parameters.</param>
    /// <param name="phases">One for each step.</param>
    /// <param name="firstStep">Number of the first of these steps, for rates that are learned for each; 0 by default.</param>
    /// <param name="rateFactor">Multiplies every rate; 1 by default.</param>
    /// <returns>A list longer by one than <paramref name="phases"/>, each in the order of the policy's parameters.</returns>
    public IReadOnlyList<IReadOnlyList<Expression>> Path(IReadOnlyList<Expression> start, IReadOnlyList<PhaseInputs> phases, int firstStep = 0, Expression? rateFactor = null)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(phases);
        var loop = new InnerLoop(new Sgd(), RateAt) { IsFirstOrder = IsFirstOrder };
        return [.. loop.Path(Subset.Of(start), (step, adapted) => InnerLoss(phases[step], Subset.Whole(adapted, start)), phases.Count).Select(adapted => Subset.Whole(adapted, start))];

        Expression RateAt(int step, int position)
        {
            var rate = Rates.At(firstStep + step, position);
            return rateFactor is null ? rate : rateFactor * rate;
        }
    }

    /// <summary>What the inner loop makes small on a phase's trajectories.</summary>
    /// <param name="phase">Of the trajectories.</param>
    /// <param name="parameters">Of the policy.</param>
    public Expression InnerLoss(PhaseInputs phase, IReadOnlyList<Expression> parameters)
    {
        ArgumentNullException.ThrowIfNull(phase);
        return Surrogate.Inner(Objective, policy, phase, policy.Apply(phase.Observations, parameters));
    }

    /// <summary>What the outer loop makes small: minus the mean of π_θ′ / π_old times the advantage, on trajectories of the adapted policy.</summary>
    /// <param name="phase">Of the trajectories.</param>
    /// <param name="adapted">θ′.</param>
    public Expression OuterLoss(PhaseInputs phase, IReadOnlyList<Expression> adapted)
    {
        ArgumentNullException.ThrowIfNull(phase);
        return Surrogate.OfRatio(policy, phase, policy.Apply(phase.Observations, adapted));
    }

    /// <summary>The mean of KL(π_old ‖ π_θ′) over the steps of a phase: what the trust region bounds.</summary>
    /// <param name="phase">Of the trajectories.</param>
    /// <param name="adapted">θ′.</param>
    public Expression Divergence(PhaseInputs phase, IReadOnlyList<Expression> adapted)
    {
        ArgumentNullException.ThrowIfNull(phase);
        return DivergenceOf(phase, policy.Apply(phase.Observations, adapted));
    }

    /// <summary>The same of what the policy gives for the phase's observations.</summary>
    internal Expression DivergenceOf(PhaseInputs phase, Expression distribution) => Sum(phase.Weights * policy.Divergence(phase.Distribution, distribution));
}
