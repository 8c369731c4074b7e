using MetaLearn.Autodiff;
using MetaLearn.Models;
using MetaLearn.Optimizers;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Algorithms;

/// <summary>
/// CAVIA, fast context adaptation via meta-learning (Zintgraf et al. 2019, algorithm 1): the network sees every x with a context φ beside it. φ begins
/// at 0 in every episode and alone adapts, φₖ₊₁ = φₖ − α ∇_φ L_support(φₖ, θ); θ is shared by all episodes and moved by the outer loop only. What a support set
/// determines is then a few numbers. Rates and counts are those of the authors' sinusoids.
/// </summary>
/// <param name="model">
/// f_θ of rows <c>[features + contexts]</c>: an x of rank 2 with φ behind it. For pictures, a model in which φ modulates a layer: <see cref="FeatureModulation"/>,
/// such as <see cref="Conv4.Contexts"/>.
/// </param>
/// <param name="loss">L, of the inner and the outer loop.</param>
public sealed class Cavia(Module model, LossFunction loss) : MetaLearner(model, loss)
{
    /// <summary>Numbers in φ: at least 1; 5 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Contexts { get; init => field = Require.Positive(value); } = 5;

    /// <summary>α: positive and finite; 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive or not finite.</exception>
    public double InnerLearningRate { get; init => field = Require.Positive(value); } = 1;

    /// <summary>Inner steps while meta-training: at least 0; 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int Steps { get; init => field = Require.NotNegative(value); } = 1;

    /// <summary>The inner loop's optimiser; plain gradient descent by default.</summary>
    public Optimizer InnerOptimizer { get; init; } = new Sgd();

    /// <summary>Whether the inner gradients are constants of the meta-gradient; false by default.</summary>
    public bool IsFirstOrder { get; init; }

    /// <inheritdoc/>
    public override int InnerSteps => Steps;

    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Predict(Expression supportX, Expression supportY, Expression queryX, int innerSteps)
        => Predict(supportX, supportY, queryX, innerSteps, new Pass());

    /// <inheritdoc/>
    protected internal override IReadOnlyList<Expression> Predict(Expression supportX, Expression supportY, Expression queryX, int innerSteps, Pass pass)
        => [.. Adapt(supportX, supportY, innerSteps, pass).Select((context, step) => Apply(queryX, context, pass.OfQuery(step, support => Apply(supportX, context, support))))];

    /// <summary>φ₀ = 0 and φ after each inner step.</summary>
    /// <param name="supportX"><c>[supportRows, features]</c>, or pictures.</param>
    /// <param name="supportY"><c>[supportRows, ..]</c>.</param>
    /// <param name="innerSteps">At least 0.</param>
    /// <returns>innerSteps + 1 formulas of shape <c>[Contexts]</c>.</returns>
    public IReadOnlyList<Expression> Adapt(Expression supportX, Expression supportY, int innerSteps) => Adapt(supportX, supportY, innerSteps, new Pass());

    private IReadOnlyList<Expression> Adapt(Expression supportX, Expression supportY, int innerSteps, Pass pass)
    {
        var loop = new InnerLoop(InnerOptimizer, InnerLearningRate) { IsFirstOrder = IsFirstOrder };
        return [.. loop.Path([Constant(0, new(Contexts))], (step, context) => Loss(Apply(supportX, context[0], pass.OfSupport(step)), supportY), innerSteps).Select(context => context[0])];
    }

    private Expression Apply(Expression x, Expression context, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape.Rank != 2)
        {
            var modulated = pass.With(context);
            var y = Model.Apply(x, Model.Parameters, modulated);
            return modulated.IsContextTaken
                ? y
                : throw new ShapeException($"CAVIA puts its context beside rows of features: expected x of shape [rows, features], found {x.Shape}; for pictures, a model with a FeatureModulation.");
        }
        return Model.Apply(Concatenate(1, x, BroadcastTo(context, new(x.Shape[0], Contexts))), Model.Parameters, pass);
    }
}
