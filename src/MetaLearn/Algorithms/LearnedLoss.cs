using MetaLearn.Autodiff;
using MetaLearn.Models;
using MetaLearn.Optimizers;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Algorithms;

/// <summary>
/// MAML whose inner loss is itself learned (the idea of DAML, Yu et al. 2018): the support set need carry no labels, only something that tells of the
/// problem (a video of a human there, a hint here). A small network c_ψ sees each support row, what the row carries in the place of a label, and the
/// prediction; the inner loop makes the mean of its squared results small. θ₀ and ψ are learned together by the loss on labelled query rows, so that ψ
/// learns what a hint is worth. No loss of the caller's ever sees the support set.
/// </summary>
/// <param name="model">f_θ.</param>
/// <param name="cost">c_ψ: <c>[rows, x + hint + prediction] → [rows, any]</c>, smooth in the prediction, such as a tanh network. Its parameters are named after <c>cost</c>.</param>
/// <param name="loss">L, of the outer loop.</param>
public sealed class LearnedLoss(Module model, Module cost, LossFunction loss) : MetaLearner(Require.WithoutAverages(model, "A learned loss"), loss)
{
    private readonly Module cost = cost.Named("cost");

    /// <summary>α, the inner loop's step size: positive and finite; 0.01 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive or not finite.</exception>
    public double InnerLearningRate { get; init => field = Require.Positive(value); } = 0.01;

    /// <summary>Inner steps while meta-training: at least 0; 1 by default, as in the paper.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int Steps { get; init => field = Require.NotNegative(value); } = 1;

    /// <summary>The inner loop's optimiser; plain gradient descent by default.</summary>
    public Optimizer InnerOptimizer { get; init; } = new Sgd();

    /// <summary>Whether inner steps are computed again in the backward pass instead of kept: less memory.</summary>
    public bool RecomputesSteps { get; init; }

    /// <inheritdoc/>
    public override int InnerSteps => Steps;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Adapted => Model.Parameters;

    /// <summary>θ₀, then ψ.</summary>
    public override IReadOnlyList<Parameter> Parameters => field ??= [.. Model.Parameters, .. cost.Parameters];

    /// <inheritdoc/>
    public override IReadOnlyList<double[]> InitialValues(ulong seed) => [.. Model.InitialValues(seed), .. cost.InitialValues(seed)];

    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Predict(Expression supportX, Expression supportY, Expression queryX, int innerSteps)
        => Predict(supportX, supportY, queryX, innerSteps, new Pass());

    /// <inheritdoc/>
    protected internal override IReadOnlyList<Expression> Predict(Expression supportX, Expression supportY, Expression queryX, int innerSteps, Pass pass)
        => [.. new InnerLoop(InnerOptimizer, InnerLearningRate) { RecomputesSteps = RecomputesSteps }
            .Path(Model.Parameters, (step, theta) => InnerLoss(supportX, supportY, theta, pass.OfSupport(step)), innerSteps)
            .Select((theta, step) => Model.ApplyToQuery(queryX, supportX, theta, pass, step))];

    /// <summary>What the inner loop makes small: mean c_ψ(x, hint, f_θ(x))² over rows and results.</summary>
    /// <param name="supportX"><c>[supportRows, x]</c>.</param>
    /// <param name="hints">What stands in the place of labels, <c>[supportRows, hint]</c>.</param>
    /// <param name="theta">θ.</param>
    /// <returns>A scalar ≥ 0.</returns>
    public Expression InnerLoss(Expression supportX, Expression hints, IReadOnlyList<Expression> theta)
        => InnerLoss(supportX, hints, theta, new Pass().OfSupport(0));

    private Expression InnerLoss(Expression supportX, Expression hints, IReadOnlyList<Expression> theta, Pass pass)
        => Mean(Square(cost.Apply(Concatenate(1, supportX, hints, Model.Apply(supportX, theta, pass)))));
}
