using MetaLearn.Autodiff;
using MetaLearn.Models;
using MetaLearn.Optimizers;

namespace MetaLearn.Algorithms;

/// <summary>
/// Model-agnostic meta-learning (Finn, Abbeel and Levine 2017, algorithm 1): an initialisation θ from which a few gradient steps on a
/// support set lead to a good model. The meta-gradient ∇_θ L_query(θ′(θ)) is exact: it passes through every inner step, second
/// derivatives included. Every loss is a mean over examples; the authors' classification code divides a sum by the shots instead.
/// Its descendants differ in which parameters adapt and at which rates: <see cref="MetaSgd"/>, <see cref="Anil"/>, <see cref="Boil"/>, <see cref="MamlPlusPlus"/>.
/// </summary>
/// <param name="model">f_θ.</param>
/// <param name="loss">L, of the inner and the outer loop.</param>
public class Maml(Module model, LossFunction loss) : MetaLearner(model, loss)
{
    // With fewer, segments and what they keep inside are about as many as the steps.
    private const int FewestInSegments = 16;

    private InnerRates? rates;

    /// <summary>α, the inner loop's step size, or where it starts if it is learned: positive and finite; 0.01 by default, the paper's for sinusoids.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive or not finite.</exception>
    public double InnerLearningRate { get; init => field = Require.Positive(value); } = 0.01;

    /// <summary>Which rates are learned with θ; none by default, as in the paper.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not one of the enumeration.</exception>
    public LearnedRates LearnedRates { get; init => field = Require.Defined(value); }

    /// <summary>Inner steps while meta-training: at least 0; 1 by default, the paper's for sinusoids.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int Steps { get; init => field = Require.NotNegative(value); } = 1;

    /// <summary>
    /// The inner loop's optimiser; plain gradient descent by default. Its state starts anew in every episode, and its
    /// <see cref="Optimizer.Transformations"/> clip the inner gradients.
    /// </summary>
    public Optimizer InnerOptimizer { get; init; } = new Sgd();

    /// <summary>
    /// The parameters that adapt, by name (<c>4.weight</c>), by layer (<c>4</c>) or by pattern (<c>*.bias</c>); empty, the default, for all. The outer loop
    /// learns all of them.
    /// </summary>
    /// <exception cref="ArgumentException">A name means no parameter of the model; the message has the nearest.</exception>
    public IReadOnlyList<string> AdaptOnly { get; init => Subset = ParameterSubset.Of(Model, field = [.. value ?? throw new ArgumentNullException(nameof(AdaptOnly))]); } = [];

    /// <summary>First-order MAML (section 5.2): the inner gradients are constants of the meta-gradient, so second derivatives are dropped.</summary>
    public bool IsFirstOrder { get; init; }

    /// <summary>
    /// Whether inner steps are computed again in the backward pass instead of kept: memory then grows by θ alone with each step, and from 16 steps on with their root where
    /// all parameters adapt and no rate is shared by steps, at the price of computing each step three times instead of twice. Same bits.
    /// </summary>
    public bool RecomputesSteps { get; init; }

    internal MamlSettings Settings
    {
        init
        {
            (InnerLearningRate, Steps, InnerOptimizer) = (value.InnerLearningRate, value.Steps, value.InnerOptimizer);
            (IsFirstOrder, RecomputesSteps) = (value.IsFirstOrder, value.RecomputesSteps);
            if (value.LearnedRates is { } rates) LearnedRates = rates;
            if (value.AdaptOnly.Count > 0) AdaptOnly = value.AdaptOnly;
        }
    }

    /// <summary>
    /// The names of all parameters but scale and shift of normalisations, for <see cref="AdaptOnly"/>: what the published code of MAML and MAML++ adapts. PyTorch
    /// ports adapt those too.
    /// </summary>
    /// <param name="model">Whose parameters.</param>
    public static IReadOnlyList<string> AllButNormalization(Module model) => ParameterSubset.AllButNormalization(model);

    /// <summary>The model's parameters, then the learned rates: <c>rate.0.weight</c> of <c>0.weight</c>.</summary>
    public override IReadOnlyList<Parameter> Parameters => [.. Model.Parameters, .. Rates.Parameters];

    /// <inheritdoc/>
    public override int InnerSteps => Steps;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Adapted => Subset.Parameters;

    private ParameterSubset Subset { get => field ??= ParameterSubset.Of(Model, []); init; }

    // Where they do, sums over segments would round otherwise than sums over steps.
    private bool StepsShareNothing => (LearnedRates is LearnedRates.None or LearnedRates.PerStep) && Adapted.Count == Model.Parameters.Count;

    // Two threads must not get two sets of leaves.
    private InnerRates Rates => LazyInitializer.EnsureInitialized(ref rates, () => new(LearnedRates, InnerLearningRate, Steps, Adapted));

    /// <inheritdoc/>
    public override IReadOnlyList<double[]> InitialValues(ulong seed) => [.. Model.InitialValues(seed), .. Rates.InitialValues];

    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Predict(Expression supportX, Expression supportY, Expression queryX, int innerSteps)
        => Predict(supportX, supportY, queryX, innerSteps, new Pass());

    /// <inheritdoc/>
    protected internal override IReadOnlyList<Expression> Predict(Expression supportX, Expression supportY, Expression queryX, int innerSteps, Pass pass)
        => [.. Adapt(supportX, supportY, innerSteps, IsFirstOrder, pass).Select((adapted, step) => Model.ApplyToQuery(queryX, supportX, adapted, pass, step))];

    /// <summary>θ₀ = θ and the adapted parameters after each inner step: θₖ₊₁ = θₖ − α ∇L_support(θₖ) for the plain inner optimiser.</summary>
    /// <param name="supportX"><c>[supportRows, ..]</c>.</param>
    /// <param name="supportY"><c>[supportRows, ..]</c>.</param>
    /// <param name="innerSteps">At least 0.</param>
    /// <returns>innerSteps + 1 lists, each in the order of the model's parameters.</returns>
    public IReadOnlyList<IReadOnlyList<Expression>> Adapt(Expression supportX, Expression supportY, int innerSteps)
        => Adapt(supportX, supportY, innerSteps, IsFirstOrder, new Pass());

    private protected IReadOnlyList<IReadOnlyList<Expression>> Adapt(Expression supportX, Expression supportY, int innerSteps, bool isFirstOrder, Pass pass)
    {
        var loop = new InnerLoop(InnerOptimizer, Rates.At)
        {
            IsFirstOrder = isFirstOrder,
            RecomputesSteps = RecomputesSteps,
            RecomputesSegments = RecomputesSteps && innerSteps >= FewestInSegments && StepsShareNothing,
        };
        return [.. loop.Path(Adapted, SupportLoss, innerSteps).Select(Subset.Whole)];
        Expression SupportLoss(int step, IReadOnlyList<Expression> adapted) => Loss(Model.Apply(supportX, Subset.Whole(adapted), pass.OfSupport(step)), supportY);
    }
}
