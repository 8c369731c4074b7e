using MetaLearn.Autodiff;
using MetaLearn.Models;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Algorithms;

/// <summary>
/// The inner loop's update rule is itself learned: a recurrent network, shared over all coordinates of θ, that turns each step's gradient into the
/// coordinate's next value. It has a state for every coordinate but few parameters, which the outer loop learns together with the initialisation θ₀.
/// What <see cref="MetaLstm"/> and <see cref="LearnedOptimizer"/> have in common.
/// </summary>
/// <param name="model">f_θ.</param>
/// <param name="loss">L, of the inner and the outer loop.</param>
public abstract class LearnedRule(Module model, LossFunction loss) : MetaLearner(Require.WithoutAverages(model, "A learned rule"), loss)
{
    /// <summary>p of the preprocessing: numbers below e⁻ᵖ count as small. The papers' 10.</summary>
    private protected const double P = 10;

    /// <summary>Inner steps while meta-training: at least 1; 5 by default. Each sees the whole support set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Steps { get; init => field = Require.Positive(value); } = 5;

    /// <summary>Units of each recurrent layer: at least 1; 20 by default, as both papers have it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Units { get; init => field = Require.Positive(value); } = 20;

    /// <summary>
    /// Whether the meta-gradient passes through the inner gradients, second derivatives included. False by default, as in both papers: they are
    /// constants, and the meta-gradient follows the path of the rule alone.
    /// </summary>
    public bool DifferentiatesGradients { get; init; }

    /// <summary>Whether inner steps are computed again in the backward pass instead of kept: less memory, the same bits.</summary>
    public bool RecomputesSteps { get; init; }

    /// <inheritdoc/>
    public override int InnerSteps => Steps;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Adapted => Model.Parameters;

    /// <summary>θ₀, then the rule's own parameters.</summary>
    public override IReadOnlyList<Parameter> Parameters => field ??= [.. Model.Parameters, .. Rule.Parameters];

    /// <inheritdoc/>
    public override IReadOnlyList<double[]> InitialValues(ulong seed) => [.. Model.InitialValues(seed), .. Rule.InitialValues(seed)];

    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Predict(Expression supportX, Expression supportY, Expression queryX, int innerSteps)
        => Predict(supportX, supportY, queryX, innerSteps, new Pass());

    /// <inheritdoc/>
    protected internal override IReadOnlyList<Expression> Predict(Expression supportX, Expression supportY, Expression queryX, int innerSteps, Pass pass)
        => [.. Adapt(supportX, supportY, innerSteps, pass).Select((adapted, step) => Model.ApplyToQuery(queryX, supportX, adapted, pass, step))];

    /// <summary>θ₀ and the adapted parameters after each step of the rule.</summary>
    /// <param name="supportX"><c>[supportRows, ..]</c>.</param>
    /// <param name="supportY"><c>[supportRows, ..]</c>.</param>
    /// <param name="innerSteps">At least 0; the rule may be run for more steps than it was trained for.</param>
    /// <returns>innerSteps + 1 lists, each in the order of the model's parameters.</returns>
    public IReadOnlyList<IReadOnlyList<Expression>> Adapt(Expression supportX, Expression supportY, int innerSteps) => Adapt(supportX, supportY, innerSteps, new Pass());

    private List<IReadOnlyList<Expression>> Adapt(Expression supportX, Expression supportY, int innerSteps, Pass pass)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(innerSteps);
        IReadOnlyList<Expression> adapted = Model.Parameters;
        var state = StartState(adapted.Sum(array => array.Shape.Count));
        List<IReadOnlyList<Expression>> path = [adapted];
        for (var step = 0; step < innerSteps; step++)
        {
            var error = Loss(Model.Apply(supportX, adapted, pass.OfSupport(step)), supportY);
            Expression[] seen = [error, Coordinates.Join(Gradient(error, adapted))];
            if (!DifferentiatesGradients) seen = [.. seen.Select(StopGradient)];
            var (theta, next) = Step(Coordinates.Join(adapted), seen[1], seen[0], state);
            IReadOnlyList<Expression> results = [.. Coordinates.Part(theta, adapted), .. next];
            if (RecomputesSteps) results = Recompute(results, [.. adapted, .. state]);
            (adapted, state) = ([.. results.Take(adapted.Count)], [.. results.Skip(adapted.Count)]);
            path.Add(adapted);
        }
        return path;
    }

    /// <summary>The rule's parameters and their initialisers.</summary>
    private protected abstract Module Rule { get; }

    /// <summary>What the rule remembers of every coordinate, before the first step; arrays <c>[n, coordinates]</c>.</summary>
    private protected abstract IReadOnlyList<Expression> StartState(int coordinates);

    /// <summary>One step of the rule.</summary>
    /// <param name="theta">θ, <c>[1, coordinates]</c>.</param>
    /// <param name="gradient">∇L_support(θ), <c>[1, coordinates]</c>.</param>
    /// <param name="error">L_support(θ), a scalar.</param>
    /// <param name="state">As the step before left it.</param>
    private protected abstract (Expression Theta, IReadOnlyList<Expression> State) Step(
        Expression theta, Expression gradient, Expression error, IReadOnlyList<Expression> state);
}
