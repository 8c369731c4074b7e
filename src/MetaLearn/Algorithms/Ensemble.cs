using MetaLearn.Autodiff;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Algorithms;

/// <summary>
/// Several trained learners that predict labels together, as one: each adapts by itself, and the probabilities that they give after as many inner steps are averaged. Predictions are the logarithms
/// of these means, which the cross-entropy and the accuracy take as they take logits. For measuring; each member is trained alone.
/// </summary>
/// <param name="members">At least one, all of the same rows and outputs; a learner with fewer predictions than others repeats its last.</param>
public sealed class Ensemble(IReadOnlyList<MetaLearner> members) : MetaLearner(First(members).Model, First(members).Loss)
{
    /// <summary>Those of all members, one member after the other, with the member's number in front of the name: <c>0.0.weight</c>, since one program needs different names.</summary>
    public override IReadOnlyList<Parameter> Parameters => field ??= [.. members.SelectMany((member, i) => member.Parameters.Select(parameter => new Parameter($"{i}.{parameter.Name}", parameter.Shape)))];

    /// <inheritdoc/>
    public override int InnerSteps => members.Max(member => member.InnerSteps);

    /// <inheritdoc/>
    public override IReadOnlyList<double[]> InitialValues(ulong seed) => [.. members.SelectMany(member => member.InitialValues(seed))];

    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Predict(Expression supportX, Expression supportY, Expression queryX, int innerSteps)
    {
        Parameter[] theirs = [.. members.SelectMany(member => member.Parameters)];
        var each = members.Select(member => Substitute(member.Predict(supportX, supportY, queryX, innerSteps), theirs, Parameters)).ToList();
        return [.. Enumerable.Range(0, each.Max(predictions => predictions.Count)).Select(step => LogMean([.. each.Select(predictions => predictions[Math.Min(step, predictions.Count - 1)])]))];
    }

    // log of 1/M Σ softmax(zₘ), in logarithms so that no probability is too small.
    private static Expression LogMean(Expression[] logits)
    {
        Shape stacked = new([1, .. logits[0].Shape.Lengths]);
        return LogSumExp(Concatenate(0, [.. logits.Select(one => Reshape(one - LogSumExp(one, [1], keepDimensions: true), stacked))]), [0]) - Math.Log(logits.Length);
    }

    private static MetaLearner First(IReadOnlyList<MetaLearner> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        return members.Count > 0 ? members[0] : throw new ArgumentException("An ensemble needs at least one member.", nameof(members));
    }
}
