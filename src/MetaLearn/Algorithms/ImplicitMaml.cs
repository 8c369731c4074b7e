using MetaLearn.Autodiff;
using MetaLearn.Models;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Algorithms;

/// <summary>
/// MAML with implicit gradients (Rajeswaran, Finn, Kakade and Levine 2019): the inner loop solves φ* = argmin L_support(φ) + (λ/2)‖φ − θ‖², and the
/// meta-gradient follows from φ* alone: (I + ∇²L_support(φ*)/λ)⁻¹ ∇L_query(φ*) (lemma 1). No matter which solver found φ* or in how many
/// steps, and memory does not grow with them. Exact if φ* and the linear system are; the error falls with the accuracy of both (theorem 1).
/// </summary>
/// <param name="model">f_θ.</param>
/// <param name="loss">L, of the inner and the outer loop.</param>
public sealed class ImplicitMaml(Module model, LossFunction loss) : MetaLearner(Require.WithoutAverages(model, "Implicit MAML"), loss)
{
    // Added to λ in the matrix of the authors' code.
    private const double AddedByCode = 10;

    /// <summary>λ, how strongly φ is held near θ: positive and finite; 2 by default, the paper's for Omniglot (MiniImagenet: 0.5).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive or not finite.</exception>
    public double Lambda { get; init => field = Require.Positive(value); } = 2;

    /// <summary>Inner steps while meta-training: at least 0; 16 by default, the paper's for 5-way Omniglot.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int Steps { get; init => field = Require.NotNegative(value); } = 16;

    /// <summary>What solves the inner problem; gradient descent at 0.1 by default, as in the paper.</summary>
    public IInnerSolver Solver { get; init; } = new GradientSolver();

    /// <summary>What inverts the matrix; 5 steps of conjugate gradients by default, as in the paper.</summary>
    public LinearSolver Linear { get; init; } = new ConjugateGradient();

    /// <summary>Added to the matrix's diagonal: at least 0 and finite; 0 by default, the paper's formula. The authors' command has 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double Damping { get; init => field = Require.NotNegative(value); }

    /// <summary>
    /// Whether to do as the authors' code, not as the paper: the inner loop runs without the proximal term, in training one further step on that term
    /// alone follows, and the matrix is (1 + damping) I + ∇²L/(λ + 10). False by default. Meant for a <see cref="GradientSolver"/>.
    /// </summary>
    public bool FollowsAuthorsCode { get; init; }

    /// <inheritdoc/>
    public override int InnerSteps => Steps;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Adapted => Model.Parameters;

    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Predict(Expression supportX, Expression supportY, Expression queryX, int innerSteps)
        => Predict(supportX, supportY, queryX, innerSteps, new Pass());

    /// <inheritdoc/>
    protected internal override IReadOnlyList<Expression> Predict(Expression supportX, Expression supportY, Expression queryX, int innerSteps, Pass pass)
        => [.. Adapt(supportX, supportY, innerSteps, pass).Select((adapted, step) => Model.ApplyToQuery(queryX, supportX, adapted, pass, step))];

    /// <inheritdoc/>
    public override Expression MetaLoss(EpisodeInputs episode)
    {
        ArgumentNullException.ThrowIfNull(episode);
        return QueryLoss(episode, Solution(episode));
    }

    /// <summary>∇L_query(φ*), corrected by what the support loss's curvature says of how φ* follows θ.</summary>
    /// <param name="episode">The episode's leaves.</param>
    public override MetaGradient MetaGradientOf(EpisodeInputs episode)
    {
        ArgumentNullException.ThrowIfNull(episode);
        var (queryLoss, times, right) = SystemOf(episode);
        return new(queryLoss, Linear.Solve(times, right));
    }

    /// <summary>The linear system A g = ∇L_query(φ*) whose solution g is the meta-gradient: the query loss, v → A v, and the right-hand side.</summary>
    internal (Expression QueryLoss, Func<IReadOnlyList<Expression>, IReadOnlyList<Expression>> Times, IReadOnlyList<Expression> Right) SystemOf(EpisodeInputs episode)
    {
        IReadOnlyList<Expression> solution = [.. Solution(episode).Select(StopGradient)];
        var queryLoss = QueryLoss(episode, solution);
        var curvature = new Curvature(Loss(Model.Apply(episode.SupportX, solution, episode.Training.OfSupport(0)), episode.SupportY), solution);
        var strength = FollowsAuthorsCode ? Lambda + AddedByCode : Lambda;
        return (queryLoss, v => ParameterVector.Add(ParameterVector.Scale(1 + Damping, v), 1 / strength, curvature.Times(v)), Gradient(queryLoss, solution));
    }

    /// <summary>θ and the parameters after each inner step.</summary>
    /// <param name="supportX"><c>[supportRows, ..]</c>.</param>
    /// <param name="supportY"><c>[supportRows, ..]</c>.</param>
    /// <param name="innerSteps">At least 0.</param>
    /// <returns>innerSteps + 1 lists, each in the order of the model's parameters.</returns>
    public IReadOnlyList<IReadOnlyList<Expression>> Adapt(Expression supportX, Expression supportY, int innerSteps) => Adapt(supportX, supportY, innerSteps, new Pass());

    private IReadOnlyList<IReadOnlyList<Expression>> Adapt(Expression supportX, Expression supportY, int innerSteps, Pass pass)
    {
        Expression SupportLoss(IReadOnlyList<Expression> phi) => Loss(Model.Apply(supportX, phi, pass.OfSupport(0)), supportY);
        return Solver.Path(
            phi => FollowsAuthorsCode ? SupportLoss(phi) : SupportLoss(phi) + ParameterVector.Proximity(Lambda, phi, Model.Parameters), Start, innerSteps);
    }

    // As other formulas than θ itself, which the proximal term holds fixed while they move.
    private IReadOnlyList<Expression> Start => [.. Model.Parameters.Select(parameter => 1 * (Expression)parameter)];

    private IReadOnlyList<Expression> Solution(EpisodeInputs episode)
    {
        var found = Adapt(episode.SupportX, episode.SupportY, Steps, episode.Training)[^1];
        return FollowsAuthorsCode ? Solver.Path(phi => ParameterVector.Proximity(Lambda, phi, Model.Parameters), found, steps: 1)[^1] : found;
    }

    private Expression QueryLoss(EpisodeInputs episode, IReadOnlyList<Expression> at) => Loss(Model.ApplyToQuery(episode.QueryX, episode.SupportX, at, episode.Training, Steps), episode.QueryY);
}
