using MetaLearn.Autodiff;
using MetaLearn.Models;

namespace MetaLearn.Algorithms;

/// <summary>
/// MAML++ (Antoniou, Edwards and Storkey 2019): MAML with a loss after every inner step at first, first-order gradients at first, and learned rates for
/// each array and step; each is a setting of its own. Its cosine schedule is the outer loop's (<see cref="Optimizers.Schedules.Cosine"/>). Its batch
/// normalisation of each step is the model's (<see cref="BatchNorm.PerStep"/>); its ensemble of five checkpoints is not part of this learner.
/// </summary>
public sealed class MamlPlusPlus : Maml
{
    private readonly Lazy<Input[]> weights;

    /// <summary>
    /// Makes the learner with <see cref="LearnedRates.PerStep"/> and the authors' five inner steps.
    /// </summary>
    /// <param name="model">f_θ.</param>
    /// <param name="loss">L, of the inner and the outer loop.</param>
    public MamlPlusPlus(Module model, LossFunction loss) : base(model, loss)
    {
        (LearnedRates, Steps) = (LearnedRates.PerStep, 5);
        weights = new(() => [.. Enumerable.Range(1, Steps).Select(step => new Input($"weight of step {step}", Shape.Scalar, isPerEpisode: false))]);
    }

    /// <summary>
    /// Iterations with the multi-step loss Σₖ wₖ L_query(θₖ), section 4; then the last step's loss alone. At least 0, for none; 5000 by default, the authors'
    /// 10 epochs for Omniglot.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public long MultiStepLossUntil { get; init => field = Require.NotNegative(value); } = 5000;

    /// <summary>Iterations between two changes of the wₖ: at least 1; 500 by default, the authors' epoch.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public long EpochLength { get; init => field = Require.Positive(value); } = 500;

    /// <summary>
    /// Iterations with first-order gradients, exact ones after them (derivative-order annealing). At least 0, for none; 0 by default, as in every
    /// setting the authors released; the paper has the first half of training.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public long FirstOrderUntil { get; init => field = Require.NotNegative(value); }

    /// <inheritdoc/>
    public override IReadOnlyList<long> Changes => [.. ((long[])[MultiStepLossUntil, FirstOrderUntil]).Where(iteration => iteration > 0).Distinct().Order()];

    /// <inheritdoc/>
    public override IReadOnlyList<ScheduledInput> Schedules
        => [.. weights.Value.Select((leaf, i) => new ScheduledInput(leaf, iteration => StepWeight(i + 1, iteration)))];

    /// <summary>
    /// wₖ as the authors' code has it (<c>few_shot_learning_system.py:83-103</c>): every step begins with 1/S; each but the last loses 1/(S·E) an epoch, of
    /// E = <see cref="MultiStepLossUntil"/> / <see cref="EpochLength"/>, down to 0.03/S, and the last has what is missing to 1.
    /// </summary>
    /// <param name="step">k, from 1 to S.</param>
    /// <param name="iteration">From 0; from <see cref="MultiStepLossUntil"/> on the last step's weight is 1.</param>
    public double StepWeight(int step, long iteration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(step, Steps);
        ArgumentOutOfRangeException.ThrowIfNegative(iteration);
        var (epoch, epochs) = (iteration / EpochLength, (double)MultiStepLossUntil / EpochLength);
        var other = iteration >= MultiStepLossUntil ? 0 : Math.Max(1 - epoch / epochs, 0.03) / Steps;
        return step < Steps ? other : 1 - (Steps - 1) * other;
    }

    /// <inheritdoc/>
    public override MetaGradient MetaGradientOf(EpisodeInputs episode, long iteration)
    {
        ArgumentNullException.ThrowIfNull(episode);
        var path = Adapt(episode.SupportX, episode.SupportY, Steps, IsFirstOrder || iteration < FirstOrderUntil, episode.Training);
        Expression LossAfter(int step) => Loss(Model.ApplyToQuery(episode.QueryX, episode.SupportX, path[step], episode.Training, step), episode.QueryY);
        var loss = iteration < MultiStepLossUntil && Steps > 0
            ? weights.Value.Select((weight, i) => weight * LossAfter(i + 1)).Aggregate((sum, term) => sum + term)
            : LossAfter(Steps);
        return new(loss, Functions.Gradient(loss, Parameters)) { Replacements = episode.Training.Replacements };
    }
}
