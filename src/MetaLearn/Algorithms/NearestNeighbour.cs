using MetaLearn.Autodiff;
using MetaLearn.Models;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Algorithms;

/// <summary>
/// The nearest-neighbour baseline of few-shot tables (Ravi and Larochelle 2017, section 5.1): a query row has the label of the support row whose embedding makes the
/// smallest angle with its own. With <see cref="Flatten"/> as embedding it compares pixels and has nothing to train. Scores are cosines, a class's being
/// that of its nearest support row, so their cross-entropy says little and their accuracy all.
/// </summary>
/// <param name="embedding">x rows → feature rows, flattened if they are not yet. It sees support and query rows in passes of no set: normalise with running averages for predictions that do not depend on each other.</param>
/// <param name="ways">Labels are 0 … ways − 1: at least 1.</param>
/// <param name="loss">What is reported: of scores <c>[rows, ways]</c>.</param>
public sealed class NearestNeighbour(Module embedding, int ways, LossFunction loss) : MetaLearner(embedding, loss)
{
    // Below every cosine: the score of a label that the support set does not have.
    private const double Absent = -2;

    private readonly int ways = Require.Positive(ways, nameof(ways));

    /// <summary>One formula, whatever the number of steps: nothing adapts.</summary>
    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Predict(Expression supportX, Expression supportY, Expression queryX, int innerSteps)
    {
        ArgumentNullException.ThrowIfNull(supportX);
        ArgumentNullException.ThrowIfNull(supportY);
        ArgumentNullException.ThrowIfNull(queryX);
        var (queries, supports) = (queryX.Shape[0], supportX.Shape[0]);
        var cosines = Reshape(CosineHead.Cosines(Embedded(queryX), Embedded(supportX)), new(queries, 1, supports));
        var ofClass = Transpose(OneHot(supportY, ways));
        return [Max(Where(ofClass, cosines, Absent), [2])];
    }

    private Expression Embedded(Expression x) => new Flatten().Apply(Model.Apply(x));
}
