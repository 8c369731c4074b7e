using MetaLearn.Autodiff;
using MetaLearn.Models;

namespace MetaLearn.Algorithms;

/// <summary>A loss: (predictions <c>[rows, ..]</c>, targets <c>[rows, ..]</c>) → a scalar formula.</summary>
public delegate Expression LossFunction(Expression predictions, Expression targets);

/// <summary>
/// A differentiable function (support set, query x) → query predictions, with a loss. Everything that learns to learn is one: with an inner
/// loop (MAML) or without (prototypes, neural processes). One trainer and one evaluator serve all. Written for one episode; immutable.
/// </summary>
/// <param name="model">The network that predicts.</param>
/// <param name="loss">What the outer loop minimises on the query set, and what is reported.</param>
public abstract class MetaLearner(Module model, LossFunction loss)
{
    /// <summary>The network that predicts.</summary>
    public Module Model => model;

    /// <summary>What the outer loop minimises on the query set, and what is reported.</summary>
    public LossFunction Loss => loss;

    /// <summary>What the outer loop learns; the model's parameters unless the algorithm has more.</summary>
    public virtual IReadOnlyList<Parameter> Parameters => model.Parameters;

    /// <summary>Inner steps while meta-training; 0 for a learner without an inner loop.</summary>
    public virtual int InnerSteps => 0;

    /// <summary>The model's parameters that the inner loop moves, in the model's order; none for a learner without one.</summary>
    public virtual IReadOnlyList<Parameter> Adapted => [];

    /// <summary>Where <see cref="Parameters"/> start, in their order.</summary>
    /// <param name="seed">The same seed gives the same values.</param>
    public virtual IReadOnlyList<double[]> InitialValues(ulong seed) => model.InitialValues(seed);

    /// <summary>
    /// The query predictions after 0, 1, …, <paramref name="innerSteps"/> inner steps: innerSteps + 1 formulas <c>[queryRows, ..]</c>.
    /// A learner without an inner loop gives one, whatever the number.
    /// </summary>
    /// <param name="supportX"><c>[supportRows, ..]</c>.</param>
    /// <param name="supportY"><c>[supportRows, ..]</c>.</param>
    /// <param name="queryX"><c>[queryRows, ..]</c>; any number of rows.</param>
    /// <param name="innerSteps">At least 0; may differ from <see cref="InnerSteps"/>.</param>
    public abstract IReadOnlyList<Expression> Predict(Expression supportX, Expression supportY, Expression queryX, int innerSteps);

    /// <summary>The same in a pass, which a learner hands on to its modules for those that act otherwise while training. By default it makes no difference.</summary>
    /// <param name="supportX"><c>[supportRows, ..]</c>.</param>
    /// <param name="supportY"><c>[supportRows, ..]</c>.</param>
    /// <param name="queryX"><c>[queryRows, ..]</c>; any number of rows.</param>
    /// <param name="innerSteps">At least 0; may differ from <see cref="InnerSteps"/>.</param>
    /// <param name="pass">Of no set yet; says whether the outer loop is training.</param>
    protected internal virtual IReadOnlyList<Expression> Predict(Expression supportX, Expression supportY, Expression queryX, int innerSteps, Pass pass)
        => Predict(supportX, supportY, queryX, innerSteps);

    /// <summary>The scalar whose mean over episodes the outer loop minimises: by default the query loss of the adapted model.</summary>
    /// <param name="episode">The episode's leaves.</param>
    public virtual Expression MetaLoss(EpisodeInputs episode)
    {
        ArgumentNullException.ThrowIfNull(episode);
        return loss(Predict(episode.SupportX, episode.SupportY, episode.QueryX, InnerSteps, episode.Training)[^1], episode.QueryY);
    }

    /// <summary>What the outer loop follows: by default the exact gradient of <see cref="MetaLoss"/>, through every inner step.</summary>
    /// <param name="episode">The episode's leaves.</param>
    public virtual MetaGradient MetaGradientOf(EpisodeInputs episode)
    {
        var metaLoss = MetaLoss(episode);
        return new(metaLoss, Functions.Gradient(metaLoss, Parameters)) { Replacements = episode.Training.Replacements };
    }

    /// <summary>What the outer loop follows in one iteration: by default the same in all, <see cref="MetaGradientOf(EpisodeInputs)"/>.</summary>
    /// <param name="episode">The episode's leaves.</param>
    /// <param name="iteration">0, 1, 2, …; the formula may differ only where <see cref="Changes"/> says so.</param>
    public virtual MetaGradient MetaGradientOf(EpisodeInputs episode, long iteration) => MetaGradientOf(episode);

    /// <summary>
    /// Iterations from which on <see cref="MetaGradientOf(EpisodeInputs, long)"/> gives another formula: ascending, each at least 1; none by default. Training
    /// compiles a program for each stretch between them, so that what is not needed in a stretch is not computed.
    /// </summary>
    public virtual IReadOnlyList<long> Changes => [];

    /// <summary>Numbers in the meta-gradient's formula that change with the iteration; none by default.</summary>
    public virtual IReadOnlyList<ScheduledInput> Schedules => [];
}
