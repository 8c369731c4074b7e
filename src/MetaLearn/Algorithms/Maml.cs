using MetaLearn.Autodiff;
using MetaLearn.Models;
using MetaLearn.Optimizers;

namespace MetaLearn.Algorithms;

/// <summary>
/// Model-agnostic meta-learning (Finn, Abbeel and Levine 2017, algorithm 1): an initialisation θ from which a few gradient steps on a
/// support set lead to a good model. The meta-gradient ∇_θ L_query(θ′(θ)) is exact: it passes through every inner step, second
/// derivatives included. Every loss is a mean over examples; the authors' classification code divides a sum by the shots instead.
/// </summary>
/// <param name="model">f_θ.</param>
/// <param name="loss">L, of the inner and the outer loop.</param>
public sealed class Maml(Module model, LossFunction loss) : MetaLearner(model, loss)
{
    /// <summary>α, the inner loop's step size: positive and finite; 0.01 by default, the paper's for sinusoids.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive or not finite.</exception>
    public double InnerLearningRate { get; init => field = Require.Positive(value); } = 0.01;

    /// <summary>Inner steps while meta-training: at least 0; 1 by default, the paper's for sinusoids.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int Steps { get; init => field = Require.NotNegative(value); } = 1;

    /// <summary>The inner loop's optimiser; plain gradient descent by default. Its state starts anew in every episode.</summary>
    public Optimizer InnerOptimizer { get; init; } = new Sgd();

    /// <summary>First-order MAML (section 5.2): the inner gradients are constants of the meta-gradient, so second derivatives are dropped.</summary>
    public bool IsFirstOrder { get; init; }

    /// <summary>
    /// Whether inner steps are computed again in the backward pass instead of kept: memory then grows by θ alone with each step. Same bits.
    /// </summary>
    public bool RecomputesSteps { get; init; }

    /// <inheritdoc/>
    public override int InnerSteps => Steps;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Adapted => Model.Parameters;

    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Predict(Expression supportX, Expression supportY, Expression queryX, int innerSteps)
        => [.. Adapt(supportX, supportY, innerSteps).Select(adapted => Model.Apply(queryX, adapted))];

    /// <summary>θ₀ = θ and the adapted parameters after each inner step: θₖ₊₁ = θₖ − α ∇L_support(θₖ) for the plain inner optimiser.</summary>
    /// <param name="supportX"><c>[supportRows, ..]</c>.</param>
    /// <param name="supportY"><c>[supportRows, ..]</c>.</param>
    /// <param name="innerSteps">At least 0.</param>
    /// <returns>innerSteps + 1 lists, each in the order of the model's parameters.</returns>
    public IReadOnlyList<IReadOnlyList<Expression>> Adapt(Expression supportX, Expression supportY, int innerSteps)
        => new InnerLoop(InnerOptimizer, InnerLearningRate) { IsFirstOrder = IsFirstOrder, RecomputesSteps = RecomputesSteps }
            .Path(Model.Parameters, theta => Loss(Model.Apply(supportX, theta), supportY), innerSteps);
}
