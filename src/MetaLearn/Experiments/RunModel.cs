using MetaLearn.Algorithms;
using MetaLearn.Files;

namespace MetaLearn.Experiments;

/// <summary>The model of a finished run, ready to adapt to a user's support set and to predict. The data it was trained on is not needed.</summary>
public sealed class RunModel
{
    private RunModel(TrainedRun run, int innerSteps)
    {
        Run = run;
        Model = new(run.Experiment.Learner, run.Parameters, run.Experiment.Training.Shape, innerSteps);
        Rows = ModelRows.Of(run.Experiment);
    }

    /// <summary>Where it comes from.</summary>
    public TrainedRun Run { get; }

    /// <summary>What adapts.</summary>
    public TrainedModel Model { get; }

    /// <summary>Reads the user's files.</summary>
    public ModelRows Rows { get; }

    /// <summary>Opens a run's model.</summary>
    /// <param name="folder">Of the run.</param>
    /// <param name="innerSteps">Of an adaptation, at least 0; as in training where null.</param>
    /// <exception cref="IOException">There is no run, or none with a checkpoint yet.</exception>
    /// <exception cref="FileFormatException">A file of it is damaged, or the checkpoint is of another model.</exception>
    /// <exception cref="ArgumentException">The run is of the oracle, which must be told what no user knows.</exception>
    public static RunModel Open(string folder, int? innerSteps = null)
    {
        var run = TrainedRun.OpenWithoutData(folder);
        var spec = run.Experiment.Spec;
        return spec.Algorithm == "oracle"
            ? throw new ArgumentException($"{folder}: the oracle is told the hidden numbers of its problems, which a new support set does not have; it cannot adapt.")
            : new(run, innerSteps ?? spec.InnerSteps);
    }
}
