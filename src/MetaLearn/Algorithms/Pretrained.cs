using MetaLearn.Autodiff;
using MetaLearn.Models;
using MetaLearn.Optimizers;

namespace MetaLearn.Algorithms;

/// <summary>
/// The baselines that do not learn to learn (Finn et al. 2017, section 5.1): one network trained on the support examples of all episodes
/// jointly, then fine-tuned on each new support set. Untrained it is the random initialisation; on inputs that name the problem
/// (<see cref="Episodes.WithTaskParameters"/>), without fine-tuning, it is the oracle. As in the authors' code, joint training sees the K support
/// points only, where MAML sees the query points too.
/// </summary>
/// <param name="model">f_θ.</param>
/// <param name="loss">Of joint training and of fine-tuning.</param>
public sealed class Pretrained(Module model, LossFunction loss) : MetaLearner(model, loss)
{
    private readonly ParameterSubset tuned = ParameterSubset.Of(model, []);

    /// <summary>Step size of fine-tuning: positive and finite; 0.01 by default. The paper tunes it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive or not finite.</exception>
    public double FineTuningRate { get; init => field = Require.Positive(value); } = 0.01;

    /// <summary>Optimiser of fine-tuning; plain gradient descent by default.</summary>
    public Optimizer FineTuningOptimizer { get; init; } = new Sgd();

    /// <summary>
    /// What fine-tuning moves: names of parameters or layers, or patterns in which * stands for any text; empty, the default, for all. The last layer alone
    /// (<see cref="LastLayer"/>) is plain transfer: features learned elsewhere, a new head.
    /// </summary>
    /// <exception cref="ArgumentException">A name means no parameter of the model.</exception>
    public IReadOnlyList<string> TuneOnly { get; init => tuned = ParameterSubset.Of(Model, field = value ?? throw new ArgumentNullException(nameof(TuneOnly))); } = [];

    /// <summary>
    /// Whether joint training sees the query examples too, so that it has every example MAML has; false by default, as in the paper.
    /// </summary>
    public bool SeesQuery { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Predict(Expression supportX, Expression supportY, Expression queryX, int innerSteps)
        => Predict(supportX, supportY, queryX, innerSteps, new Pass());

    /// <inheritdoc/>
    protected internal override IReadOnlyList<Expression> Predict(Expression supportX, Expression supportY, Expression queryX, int innerSteps, Pass pass)
        => [.. new InnerLoop(FineTuningOptimizer, FineTuningRate)
            .Path(tuned.Parameters, (step, moved) => Loss(Model.Apply(supportX, tuned.Whole(moved), pass.OfSupport(step)), supportY), innerSteps)
            .Select((moved, step) => Model.ApplyToQuery(queryX, supportX, tuned.Whole(moved), pass, step))];

    /// <inheritdoc/>
    public override Expression MetaLoss(EpisodeInputs episode)
    {
        ArgumentNullException.ThrowIfNull(episode);
        var (x, y) = SeesQuery
            ? (Functions.Concatenate(0, episode.SupportX, episode.QueryX), Functions.Concatenate(0, episode.SupportY, episode.QueryY))
            : (episode.SupportX, (Expression)episode.SupportY);
        return Loss(Model.Apply(x, Model.Parameters, episode.Training.OfSupport(0)), y);
    }

    /// <summary>The names of a model's last layer, for <see cref="TuneOnly"/>.</summary>
    /// <param name="model">Layers are told apart by the beginnings of their parameters' names.</param>
    public static IReadOnlyList<string> LastLayer(Module model) => ParameterSubset.LastLayer(model);
}
