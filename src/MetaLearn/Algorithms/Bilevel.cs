using MetaLearn.Autodiff;
using MetaLearn.Models;
using MetaLearn.Optimizers;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Algorithms;

/// <summary>
/// Two nested problems other than learning an initialisation: a model is fitted to the support set from a fixed start, and what the outer loop learns
/// are numbers <em>of the fit</em>, by the gradient of the loss on held-out (query) rows:
/// <c>min over ψ of L_query(θ*(ψ)), θ*(ψ) = argmin 1/n Σᵢ wᵢ · ‖f_θ(s ∘ xᵢ) − yᵢ‖²/outputs + λ Σ‖W‖²</c>. Derived classes learn λ, s or w; biases are not penalised.
/// </summary>
/// <param name="model">f_θ, on x rows of shape <c>[features]</c>.</param>
public abstract class Bilevel(Module model) : MetaLearner(Require.WithoutAverages(model, "A bilevel problem"), Losses.Loss.MeanSquaredError)
{
    /// <summary>λ, the strength of the penalty on all weights (arrays of two axes or more): at least 0; 0.01 by default. Where it is learned, its start: positive.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double Strength { get; init => field = Require.NotNegative(value); } = 0.01;

    /// <summary>
    /// Whether θ* is the exact solution instead of steps towards it: for one linear layer, where the inner problem is ridge regression. False by default.
    /// </summary>
    /// <exception cref="ArgumentException">The model is not one linear layer.</exception>
    public bool IsClosedForm { get; init => field = !value || IsLinear ? value : throw new ArgumentException("Only a model of one linear layer has a closed form.", nameof(IsClosedForm)); }

    /// <summary>Inner steps towards θ*: at least 1; 100 by default. They are differentiated through; the closed form takes none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Steps { get; init => field = Require.Positive(value); } = 100;

    /// <summary>Step size of the inner optimiser: positive and finite; 0.05 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive or not finite.</exception>
    public double InnerLearningRate { get; init => field = Require.Positive(value); } = 0.05;

    /// <summary>The inner optimiser; gradient descent with momentum 0.9 by default.</summary>
    public Optimizer InnerOptimizer { get; init; } = new Sgd { Momentum = 0.9 };

    /// <summary>Seed of the values that every fit starts from: the model's own initial values. 0 by default.</summary>
    public ulong StartSeed { get; init; }

    /// <summary>Whether inner steps are computed again in the backward pass instead of kept: less memory.</summary>
    public bool RecomputesSteps { get; init; }

    /// <inheritdoc/>
    public override int InnerSteps => IsClosedForm ? 0 : Steps;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Adapted => Model.Parameters;

    /// <summary>ψ: what is learned of the fit; the model's own arrays are not among them.</summary>
    public override IReadOnlyList<Parameter> Parameters => Learned.Parameters;

    /// <inheritdoc/>
    public override IReadOnlyList<double[]> InitialValues(ulong seed) => Learned.InitialValues(seed);

    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Predict(Expression supportX, Expression supportY, Expression queryX, int innerSteps)
        => Predict(supportX, supportY, queryX, innerSteps, new Pass());

    /// <inheritdoc/>
    protected internal override IReadOnlyList<Expression> Predict(Expression supportX, Expression supportY, Expression queryX, int innerSteps, Pass pass)
        => [.. Fit(supportX, supportY, innerSteps, pass).Select((theta, step) => Model.ApplyToQuery(Scaled(queryX), Scaled(supportX), theta, pass, step))];

    /// <summary>θ after 0, 1, …, <paramref name="innerSteps"/> steps, or θ* alone in closed form; for predictions from x ∘ s.</summary>
    /// <param name="supportX"><c>[supportRows, features]</c>.</param>
    /// <param name="supportY"><c>[supportRows, outputs]</c>.</param>
    /// <param name="innerSteps">At least 0.</param>
    public IReadOnlyList<IReadOnlyList<Expression>> Fit(Expression supportX, Expression supportY, int innerSteps) => Fit(supportX, supportY, innerSteps, new Pass());

    private IReadOnlyList<IReadOnlyList<Expression>> Fit(Expression supportX, Expression supportY, int innerSteps, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(supportX);
        ArgumentNullException.ThrowIfNull(supportY);
        var (x, weights) = (Scaled(supportX), RowWeights(supportX.Shape[0]));
        if (IsClosedForm) return [Solution(x, supportY, weights)];
        Expression InnerLoss(int step, IReadOnlyList<Expression> theta)
            => Mean(weights * Square(Model.Apply(x, theta, pass.OfSupport(step)) - supportY)) + LambdaOf(supportY) * theta.Where(array => array.Shape.Rank > 1).Select(array => Sum(Square(array))).Aggregate(Add);
        Expression[] start = [.. Model.Parameters.Zip(Model.InitialValues(StartSeed), (parameter, values) => Constant(values, parameter.Shape))];
        return new InnerLoop(InnerOptimizer, InnerLearningRate) { RecomputesSteps = RecomputesSteps }.Path(start, InnerLoss, innerSteps);
    }

    /// <summary>λ, a scalar.</summary>
    private protected virtual Expression Lambda => Strength;

    /// <summary>x ∘ s.</summary>
    private protected virtual Expression Scaled(Expression x) => x;

    /// <summary>w, <c>[rows, 1]</c>, or a number.</summary>
    private protected virtual Expression RowWeights(int rows) => 1;

    /// <summary>ψ with its initial values.</summary>
    private protected abstract Module Learned { get; }

    private bool IsLinear => Model.Specs is [{ Shape.Rank: 2 }] or [{ Shape.Rank: 2 }, { Shape.Rank: 1 }];

    // The mean over outputs divides the error, so it divides the penalty that the solution is the same for.
    private Expression LambdaOf(Expression y) => Lambda * (1.0 / y.Shape[1]);

    private IReadOnlyList<Expression> Solution(Expression x, Expression y, Expression weights)
    {
        var solution = Ridge.Solve(x, y, weights, Lambda, hasIntercept: Model.Specs.Count == 2);
        var features = x.Shape[1];
        var weight = Transpose(Slice(solution, 0, 0, features));
        return Model.Specs.Count == 2 ? [weight, Reshape(Slice(solution, 0, features, 1), new(y.Shape[1]))] : [weight];
    }
}
