using MetaLearn.Autodiff;
using MetaLearn.Models;
using MetaLearn.Optimizers;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Algorithms;

/// <summary>
/// Reptile (Nichol, Achiam and Schulman 2018): train on an episode for a few steps, from θ to φ, then move θ a part of the way to φ. No query set
/// and no second derivative is needed. What the outer loop takes for the gradient is θ − φ, so that plain descent at rate ε is
/// θ ← θ + ε (φ − θ): algorithm 1 with one episode an iteration, algorithm 2 with their mean over a meta-batch.
/// </summary>
/// <param name="model">f_θ.</param>
/// <param name="loss">L, of the inner loop; reported on the query set.</param>
public sealed class Reptile(Module model, LossFunction loss) : MetaLearner(Require.WithoutAverages(model, "Reptile"), loss)
{
    private Parameter[]? carried;

    /// <summary>α, the inner loop's step size: positive and finite; 0.001 by default, the paper's for 5-way Omniglot and MiniImagenet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive or not finite.</exception>
    public double InnerLearningRate { get; init => field = Require.Positive(value); } = 0.001;

    /// <summary>Inner steps while meta-training: at least 0; 5 by default, the paper's for Omniglot. With one step Reptile is joint training.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int Steps { get; init => field = Require.NotNegative(value); } = 5;

    /// <summary>Examples in each inner step's mini-batch while meta-training: at least 1; null, the default, for all. The paper's is 10 or 20.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int? BatchSize { get; init => field = value is { } given ? Require.Positive(given) : null; }

    /// <summary>The same for adapting to a support set; null, the default, for all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int? EvaluationBatchSize { get; init => field = value is { } given ? Require.Positive(given) : null; }

    /// <summary>
    /// The inner loop's optimiser; by default Adam with β₁ = 0, as in the authors' code. Its state is carried from one iteration to the next, as there:
    /// only the parameters start from θ in each episode.
    /// </summary>
    public Optimizer InnerOptimizer { get; init; } = new Adam { Beta1 = 0 };

    /// <summary>
    /// Whether the inner loop of meta-training uses the query examples too; true by default, since Reptile has no other use for them and trains on
    /// more shots than it is tested with. Adapting uses the support set alone.
    /// </summary>
    public bool SeesQuery { get; init; } = true;

    /// <summary>θ, then the inner optimiser's arrays and the number of its steps, unless it has no arrays.</summary>
    public override IReadOnlyList<Parameter> Parameters => [.. Model.Parameters, .. Carried];

    /// <inheritdoc/>
    public override int InnerSteps => Steps;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Adapted => Model.Parameters;

    private Parameter[] Carried => LazyInitializer.EnsureInitialized(ref carried, () => Slots is { Count: > 0 } slots
        ? [.. slots.Select(slot => new Parameter($"inner.{slot.Name}", slot.Shape)), new("inner.steps", Shape.Scalar)] : []);

    private IReadOnlyList<StateSlot> Slots => InnerOptimizer.InitialState(Model.Parameters);

    /// <inheritdoc/>
    public override IReadOnlyList<double[]> InitialValues(ulong seed)
        => [.. Model.InitialValues(seed), .. Carried.Select((array, i) => Enumerable.Repeat(i < Slots.Count ? Slots[i].InitialValue : 0, array.Shape.Count).ToArray())];

    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Predict(Expression supportX, Expression supportY, Expression queryX, int innerSteps)
        => Predict(supportX, supportY, queryX, innerSteps, new Pass());

    /// <inheritdoc/>
    protected internal override IReadOnlyList<Expression> Predict(Expression supportX, Expression supportY, Expression queryX, int innerSteps, Pass pass)
        => [.. Train(supportX, supportY, EvaluationBatchSize, innerSteps, pass).Path.Select((adapted, step) => Model.ApplyToQuery(queryX, supportX, adapted, pass, step))];

    /// <summary>θ − φ, and what the inner optimiser carries on.</summary>
    /// <param name="episode">The episode's leaves.</param>
    public override MetaGradient MetaGradientOf(EpisodeInputs episode)
    {
        ArgumentNullException.ThrowIfNull(episode);
        var (x, y) = SeesQuery
            ? (Concatenate(0, episode.SupportX, episode.QueryX), Concatenate(0, episode.SupportY, episode.QueryY))
            : (episode.SupportX, (Expression)episode.SupportY);
        var (path, state) = Train(x, y, BatchSize, Steps, episode.Training);
        Expression[] next = Carried.Length == 0 ? [] : [.. state, Carried[^1] + Steps];
        return new(Loss(Model.ApplyToQuery(episode.QueryX, episode.SupportX, path[^1], episode.Training, Steps), episode.QueryY), [.. ParameterVector.Subtract(Model.Parameters, path[^1]), .. next])
        {
            Replacements = Carried.Zip(next).ToDictionary(pair => pair.First, pair => pair.Second),
        };
    }

    private (IReadOnlyList<IReadOnlyList<Expression>> Path, IReadOnlyList<Expression> State) Train(Expression x, Expression y, int? batchSize, int steps, Pass pass)
    {
        var batches = new MiniBatches(x, y, batchSize, steps);
        return new InnerLoop(InnerOptimizer, InnerLearningRate) { IsFirstOrder = true }.Path(
            Model.Parameters,
            [.. Carried.SkipLast(1)],
            Carried.Length == 0 ? 0 : Carried[^1],
            (step, theta) => Loss(Model.Apply(batches[step].X, theta, pass.OfSupport(step)), batches[step].Y),
            steps);
    }
}
