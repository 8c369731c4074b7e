using MetaLearn.Algorithms;
using MetaLearn.Training;

namespace MetaLearn.Experiments;

/// <summary>Several runs measured as one: the mean of the probabilities that they predict.</summary>
public static class RunEnsemble
{
    /// <summary>The ensemble on meta-test episodes. Its number of inner steps, the same for all runs, is chosen on meta-validation episodes.</summary>
    /// <param name="runs">At least 2, of pictures, trained on the same pictures and split and measured on the same episodes.</param>
    /// <param name="episodes">At least 1.</param>
    /// <param name="seed">The user's number for the meta-test stream.</param>
    /// <exception cref="ArgumentException">A run does not predict labels of the same episodes as the first.</exception>
    public static ResultSet Measure(IReadOnlyList<TrainedRun> runs, int episodes, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count < 2) throw new ArgumentException($"An ensemble is of at least 2 runs, found {runs.Count}.", nameof(runs));
        var first = runs[0].Experiment;
        foreach (var run in runs) Check(runs[0], run);
        var learner = new Ensemble([.. runs.Select(run => run.Experiment.Learner)]);
        IReadOnlyList<float[]> parameters = [.. runs.SelectMany(run => run.Parameters)];
        var steps = runs.Max(run => run.Experiment.Spec.EvaluationSteps);
        var selected = Baselines.BestSteps(first, learner, first.Validation, parameters, steps, fewest: 0).Steps;
        var one = new Contender($"ensemble of {runs.Count}", $"the mean of the probabilities after {Baselines.Steps(selected)}, the number chosen on meta-validation episodes", learner, parameters, steps, selected);
        var evaluation = Measurement.Run(first, one, first.Test, episodes, seed);
        return new(
            evaluation.Protocol with { Models = runs.Count, IsTransductive = runs.Any(run => run.Experiment.IsTransductive) },
            first.Data.Unit,
            [new(one.Name, one.Note, evaluation.ByStep, selected, null, null) { Accuracy = [.. evaluation.Accuracies.Select(row => Estimate.Of(row))] }]);
    }

    private static void Check(TrainedRun first, TrainedRun run)
    {
        var (one, other) = (first.Experiment, run.Experiment);
        if (!other.Spec.IsImages) throw new ArgumentException($"{run.Folder}: an ensemble is of runs that label pictures; this one is of {other.Spec.Problem}.");
        if (other.Learner is Classifier) throw new ArgumentException($"{run.Folder}: {other.Spec.Algorithm} gives no probabilities of an inner loop to average.");
        if (other.Data.Fingerprint != one.Data.Fingerprint || !other.Test.Shape.Equals(one.Test.Shape) || EpisodesOf(other.Spec) != EpisodesOf(one.Spec))
            throw new ArgumentException($"{run.Folder}: is of other pictures, another split or other episodes than {first.Folder}; an ensemble is measured on the same ones.");
    }

    // Beside what the shape of an episode says.
    private static (int Ways, int Outputs, Images.ImageRotations Rotations, bool IsImbalanced) EpisodesOf(ExperimentSpec spec)
        => (spec.EvaluationWays ?? spec.Ways, spec.Ways, Choices.Rotations[spec.Rotations].Evaluation, spec.ImbalancedShots);
}
