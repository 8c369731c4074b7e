using MetaLearn.Experiments;
using MetaLearn.Training;

namespace MetaLearn.Reproductions;

/// <summary>What reproductions made of training runs share: training as <c>metalearn train</c> does, with the time it took, and measuring.</summary>
internal sealed class RunBench(TrainedNetworks networks, string row)
{
    private ReproductionOptions Options => networks.Options;

    /// <summary>Settings that the user's options put above a row's own.</summary>
    public (string Name, string Value)[] Overrides(params (string Name, string Value)[] more)
    {
        List<(string, string)> settings = [.. more, ("seed", $"{Options.Seed}"), ("threads", $"{Options.Threads}")];
        if (Options.Iterations is { } iterations) settings.Add(("iterations", $"{iterations}"));
        return [.. settings];
    }

    /// <summary>Trains the experiment, keeping the best parameters on its meta-validation episodes.</summary>
    /// <param name="name">Of the network in the folder.</param>
    /// <param name="experiment">Made of a row's spec.</param>
    public TrainedNetwork Train(string name, Experiment experiment)
        => networks.Train(name, NetworkSettings.Of(experiment), experiment.Learner, experiment.Training, experiment.Options, experiment.Validation);

    /// <summary>The same, or null where training diverges: that is a finding about one method, and no reason to lose the others.</summary>
    public TrainedNetwork? TryTrain(string name, Experiment experiment)
    {
        try
        {
            return Train(name, experiment);
        }
        catch (NonFiniteException divergence)
        {
            networks.Note($"{name}: {divergence.Message.TrimEnd('.')}");
            return null;
        }
    }

    /// <summary>Losses on the meta-test episodes, the number of inner steps that is best on meta-validation episodes, and the loss there.</summary>
    public (Evaluation Evaluation, int Selected, double Validation) Measure(Experiment experiment, IReadOnlyList<float[]> parameters, int episodes)
    {
        networks.Cancellation.ThrowIfCancellationRequested();
        var (selected, validation) = Baselines.BestSteps(
            experiment, experiment.Learner, experiment.Validation, parameters, experiment.Spec.EvaluationSteps, fewest: 0);
        return (Measurement.Run(experiment, parameters, episodes, seed: 0), selected, validation);
    }

    /// <summary>A mean over episodes with its interval.</summary>
    public ReproductionCell Cell(string metric, Estimate ours, int episodes, double? paper = null, Band? band = null)
        => new(row, metric, paper, ours.Mean, ours.Interval, episodes, Options.Seed, band?.Rule, band?.Holds(ours, paper));

    /// <summary>A single number without an interval: seconds, bytes. NaN where it is not known.</summary>
    public ReproductionCell Cell(string metric, double value) => new(row, metric, null, value, double.NaN, 1, Options.Seed, null, null);
}
