using MetaLearn.Algorithms;
using MetaLearn.Episodes;
using MetaLearn.Optimizers;
using MetaLearn.Training;

namespace MetaLearn.Experiments;

/// <summary>The learners that results are shown beside, each given its best chance: its step size and number of steps are chosen on meta-validation episodes.</summary>
internal static class Baselines
{
    private const int ScratchSteps = 100, MostValidationEpisodes = 200;
    private static readonly double[] FineTuningRates = [0.001, 0.003, 0.01, 0.03, 0.1], LongRates = [0.3, 1, 3], ScratchRates = [0.001, 0.003, 0.01, 0.03];

    /// <summary>Trains one network on the examples of all episodes jointly, for as many iterations as the learner.</summary>
    /// <returns>Null when it was cancelled.</returns>
    public static IReadOnlyList<float[]>? TrainPretrained(Experiment experiment, Action<long>? tick, CancellationToken cancellation)
    {
        using var trainer = new Trainer(experiment.Baseline(experiment.Spec.InnerLearningRate), experiment.Data.Training, experiment.Options, experiment.Data.Validation);
        var state = trainer.Run(tick: tick, cancellation: cancellation);
        return cancellation.IsCancellationRequested && state.Iteration < experiment.Options.Iterations ? null : state.Selected;
    }

    /// <summary>The initial parameters of the experiment's seed.</summary>
    public static IReadOnlyList<float[]> Initial(Experiment experiment)
        => [.. experiment.Model.InitialValues(experiment.Spec.Seed).Select(values => Array.ConvertAll(values, value => (float)value))];

    /// <summary>The pretrained network, or any other parameters, with the step size of fine-tuning that is best on meta-validation episodes.</summary>
    public static Contender FineTuned(string name, Experiment experiment, IReadOnlyList<float[]> parameters)
        => Best(name, experiment, parameters, RatesOfFineTuning(experiment.Spec), new Sgd(), "gradient descent", experiment.Spec.EvaluationSteps);

    /// <summary>The step sizes that fine-tuning is tried with: on pictures up to the learner's own α, or MAML's where that is larger, as those of Omniglot are 20 times the largest of other problems.</summary>
    internal static double[] RatesOfFineTuning(ExperimentSpec spec)
    {
        if (!spec.IsImages) return FineTuningRates;
        var largest = Math.Max(spec.InnerLearningRate, ImageDefaults.InnerLearningRate(spec with { Algorithm = "maml" }));
        return largest <= FineTuningRates[^1] ? FineTuningRates : [.. FineTuningRates, .. LongRates.Where(rate => rate < largest), largest];
    }

    /// <summary>A network trained on the support set alone: many steps of Adam, stopped where meta-validation episodes say.</summary>
    public static Contender FromScratch(Experiment experiment)
        => Best("from scratch", experiment, Initial(experiment), ScratchRates, new Adam(), "Adam", ScratchSteps);

    /// <summary>The number of inner steps, at least <paramref name="fewest"/>, with the lowest loss on meta-validation episodes, and that loss.</summary>
    public static (int Steps, double Loss) BestSteps(Experiment experiment, MetaLearner learner, IEpisodeSource validation, IReadOnlyList<float[]> parameters, int steps, int fewest)
    {
        using var evaluator = new Evaluator(learner, validation, steps, experiment.Spec.Threads);
        // What results take several episodes of is chosen by as many.
        var data = experiment.Data;
        var episodes = data.EpisodesOfEach > 1 ? data.ValidationEpisodes : Math.Clamp(experiment.Spec.ValidationEpisodes, 1, MostValidationEpisodes);
        var losses = evaluator.Run(parameters, episodes, experiment.Options.ValidationSeed).ByStep;
        var best = Enumerable.Range(0, losses.Count).Where(step => step >= Math.Min(fewest, losses.Count - 1))
            .MinBy(step => double.IsFinite(losses[step].Mean) ? losses[step].Mean : double.PositiveInfinity);
        return (best, double.IsFinite(losses[best].Mean) ? losses[best].Mean : double.PositiveInfinity);
    }

    /// <summary>1 step, 2 steps.</summary>
    public static string Steps(int count) => count == 1 ? "1 step" : $"{count} steps";

    private static Contender Best(
        string name, Experiment experiment, IReadOnlyList<float[]> parameters, double[] rates, Optimizer optimizer, string optimizerName, int steps)
    {
        var (rate, chosen) = rates
            .Select(rate => (rate, Chosen: BestSteps(experiment, experiment.Baseline(rate, optimizer), experiment.Data.Validation, parameters, steps, fewest: 1)))
            .MinBy(pair => pair.Chosen.Loss);
        return new(name, $"{Steps(chosen.Steps)} of {optimizerName} at {rate}, chosen on meta-validation episodes", experiment.Baseline(rate, optimizer), parameters,
            steps, chosen.Steps);
    }
}

/// <summary>A learner ready to be measured.</summary>
internal sealed record Contender(string Name, string Note, MetaLearner Learner, IReadOnlyList<float[]> Parameters, int Steps, int Selected);
