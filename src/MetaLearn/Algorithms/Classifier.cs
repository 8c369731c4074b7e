using MetaLearn.Autodiff;
using MetaLearn.Models;

namespace MetaLearn.Algorithms;

/// <summary>
/// Ordinary supervised classification of all meta-training classes, the pre-training of few-shot baselines (Ravi and Larochelle 2017; Chen et al. 2019). Its
/// 'episodes' are batches of labelled pictures (<see cref="Images.PictureBatches"/>), all rows of which are classified. New classes are left to a learner on the features.
/// </summary>
/// <param name="body">x rows → feature rows <c>[rows, features]</c>; normalised with the batch's statistics while training, and with running averages afterwards.</param>
/// <param name="head">Feature rows → <c>[rows, classes]</c>, for meta-training alone; its parameters are named <c>classifier.</c> in front.</param>
/// <param name="onNewClasses">What predicts from a support set: <see cref="NearestNeighbour"/> or <see cref="FineTuning"/>, whose model is the body.</param>
/// <param name="loss">Of the classification. What is reported, and what chooses the best parameters, is the loss of the learner on new classes.</param>
/// <exception cref="ArgumentException">The learner's model is another.</exception>
public sealed class Classifier(Module body, Module head, MetaLearner onNewClasses, LossFunction loss) : MetaLearner(body, onNewClasses.Loss)
{
    private readonly Module head = head.Named("classifier");

    private readonly MetaLearner onNewClasses = ReferenceEquals(onNewClasses.Model, body)
        ? onNewClasses
        : throw new ArgumentException("The learner on new classes needs the body as its model.", nameof(onNewClasses));

    /// <summary>Those of the body, then those of the head.</summary>
    public override IReadOnlyList<Parameter> Parameters => field ??= [.. Model.Parameters, .. head.Parameters];

    /// <inheritdoc/>
    public override int InnerSteps => onNewClasses.InnerSteps;

    /// <inheritdoc/>
    public override IReadOnlyList<double[]> InitialValues(ulong seed) => [.. Model.InitialValues(seed), .. head.InitialValues(seed)];

    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Predict(Expression supportX, Expression supportY, Expression queryX, int innerSteps)
        => onNewClasses.Predict(supportX, supportY, queryX, innerSteps);

    /// <summary>The loss of the whole batch: of both sets, by labels that are the same in all batches.</summary>
    /// <inheritdoc/>
    public override Expression MetaLoss(EpisodeInputs episode)
    {
        ArgumentNullException.ThrowIfNull(episode);
        var x = Functions.Concatenate(0, episode.SupportX, episode.QueryX);
        var y = Functions.Concatenate(0, episode.SupportY, episode.QueryY);
        return loss(head.Apply(Model.Apply(x, Model.Parameters, episode.Training)), y);
    }
}
