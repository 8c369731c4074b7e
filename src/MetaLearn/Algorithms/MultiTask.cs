using MetaLearn.Autodiff;
using MetaLearn.Models;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Algorithms;

/// <summary>
/// Multi-task (joint) training, meta-learning's nearest neighbour (Caruana 1997): one body for all episodes, a linear head for each. Head and body make the
/// error on the <em>same</em> examples small, all of the episode's, so that the body learns to fit, not to generalise from a few; on a new episode the body
/// stays and a head is fitted to the support set. Every head is the exact ridge solution, by elimination in as many steps as there are features.
/// </summary>
/// <param name="body">x rows → feature rows <c>[rows, features]</c>.</param>
public sealed class MultiTask(Module body) : MetaLearner(body, Losses.Loss.MeanSquaredError)
{
    /// <summary>λ, the strength of the penalty on a head's weights, not its intercept: positive and finite; 0.01 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive or not finite.</exception>
    public double Strength { get; init => field = Require.Positive(value); } = 0.01;

    /// <summary>One formula, whatever the number of steps: the head is fitted at once.</summary>
    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Predict(Expression supportX, Expression supportY, Expression queryX, int innerSteps)
        => Predict(supportX, supportY, queryX, innerSteps, new Pass());

    /// <inheritdoc/>
    protected internal override IReadOnlyList<Expression> Predict(Expression supportX, Expression supportY, Expression queryX, int innerSteps, Pass pass)
        => [Apply(Model.ApplyToQuery(queryX, supportX, Model.Parameters, pass, 0), Head(Model.Apply(supportX, Model.Parameters, pass.OfSupport(0)), supportY))];

    /// <summary>
    /// <c>min over W, b of the error on all examples of the episode + λ‖W‖²</c>. At the minimum the derivatives by the head vanish, so the head is a constant
    /// for the gradient by the body (the envelope theorem).
    /// </summary>
    /// <inheritdoc/>
    public override Expression MetaLoss(EpisodeInputs episode)
    {
        ArgumentNullException.ThrowIfNull(episode);
        var (features, y) = (Model.Apply(Concatenate(0, episode.SupportX, episode.QueryX), Model.Parameters, episode.Training.OfSupport(0)), Concatenate(0, episode.SupportY, episode.QueryY));
        var head = StopGradient(Head(features, y));
        return Loss(Apply(features, head), y) + Strength / y.Shape[1] * Sum(Square(Slice(head, 0, 0, features.Shape[1])));
    }

    // The intercept is the last row.
    private Expression Head(Expression features, Expression y) => Ridge.Solve(features, y, 1, Strength, hasIntercept: true);

    private static Expression Apply(Expression features, Expression head)
        => MatMul(features, Slice(head, 0, 0, features.Shape[1])) + Slice(head, 0, features.Shape[1], 1);
}
