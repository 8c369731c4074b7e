using System.Diagnostics;
using MetaLearn.Files;
using MetaLearn.Reinforcement.Learning;

namespace MetaLearn.Reinforcement.Experiments;

/// <summary>Trains a policy in its folder, from the start or from where it stopped: metrics of every iteration, TensorBoard events, checkpoints.</summary>
public sealed class PolicyRun : IDisposable
{
    private readonly string checkpoint;
    private readonly string? metricsPath;
    private readonly string? eventsFolder;
    private readonly TimeProvider time;
    private readonly PolicyTrainer trainer;

    /// <summary>Makes environments and compiles the training.</summary>
    /// <param name="folder">Held by the caller.</param>
    /// <param name="experiment">Of the folder's record.</param>
    /// <param name="time">Stamps what is recorded.</param>
    /// <exception cref="FileFormatException">The folder's checkpoint is damaged or of another policy.</exception>
    public PolicyRun(RunFolder folder, PolicyExperiment experiment, TimeProvider time)
        : this((folder ?? throw new ArgumentNullException(nameof(folder))).CheckpointPath, folder.MetricsPath, folder.FolderPath, experiment, time)
    {
    }

    /// <summary>The same with a checkpoint alone: no metrics and no events.</summary>
    internal PolicyRun(string checkpoint, string? metricsPath, string? eventsFolder, PolicyExperiment experiment, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        (this.checkpoint, this.metricsPath, this.eventsFolder, this.time, Experiment) = (checkpoint, metricsPath, eventsFolder, time, experiment);
        trainer = new(experiment.Maml, experiment.TrainingFamily, experiment.Options);
        State = new() { Iteration = 0, Parameters = trainer.Parameters, OptimizerState = [.. trainer.OptimizerState.Select(slot => slot.Values)] };
        try
        {
            if (!File.Exists(checkpoint)) return;
            State = PolicyCheckpoint.Read(checkpoint, experiment.Maml, [.. trainer.OptimizerState.Select(slot => (slot.Name, slot.Values.Length))]);
            trainer.Load(State.Iteration, State.Parameters, State.OptimizerState);
        }
        catch
        {
            trainer.Dispose();
            throw;
        }
    }

    /// <summary>What is trained.</summary>
    public PolicyExperiment Experiment { get; }

    /// <summary>Where training stands.</summary>
    public PolicyState State { get; private set; }

    /// <summary>Whether all iterations are done.</summary>
    public bool IsTrained => State.Iteration >= Experiment.Options.Iterations;

    private List<string> OptimizerNames => [.. trainer.OptimizerState.Select(slot => slot.Name)];

    /// <summary>Trains to the end or until cancelled; the state is saved either way.</summary>
    /// <param name="report">Called after every iteration, with the return on the validation goals where it was measured.</param>
    /// <param name="cancellation">Ends it after the iteration in hand.</param>
    /// <returns>Whether it was done to the end.</returns>
    public bool Train(Action<PolicyIteration, double?>? report, CancellationToken cancellation)
    {
        if (!File.Exists(checkpoint)) Save();
        using var metrics = metricsPath is null ? null : MetricsLog.Open(metricsPath, State.Iteration);
        using var events = eventsFolder is null ? null : TensorBoardWriter.Open(eventsFolder, State.Iteration, time);
        while (!IsTrained && !cancellation.IsCancellationRequested)
        {
            var from = Stopwatch.GetTimestamp();
            var iteration = trainer.Step();
            State = State with
            {
                Iteration = iteration.Number,
                Parameters = [.. trainer.Parameters.Select(array => (float[])array.Clone())],
                OptimizerState = [.. trainer.OptimizerState.Select(slot => (float[])slot.Values.Clone())],
                EnvironmentSteps = State.EnvironmentSteps + iteration.EnvironmentSteps,
                Faults = State.Faults + iteration.Faults,
            };
            // Not at an end between two: a run that goes on further would have met parameters that one of that length at once never looks at.
            var isDue = iteration.Number % Experiment.Spec.ValidateEvery == 0;
            var validation = isDue ? Validate() : ((double Return, int Faults)?)null;
            State = State with { Seconds = State.Seconds + Stopwatch.GetElapsedTime(from).TotalSeconds };
            var line = PolicyMetrics.Of(iteration, validation, State);
            metrics?.Write(iteration.Number, [.. line]);
            foreach (var (name, value) in line) events?.Scalar($"train/{name}", iteration.Number, value);
            if (isDue)
            {
                metrics?.FlushToDisk();
                Save();
            }
            report?.Invoke(iteration, validation?.Return);
        }
        metrics?.FlushToDisk();
        Save();
        return IsTrained;
    }

    /// <summary>Writes another state of this learner as a checkpoint of another run.</summary>
    internal void SaveAs(string path, PolicyState state) => PolicyCheckpoint.Write(path, state, Experiment.Maml, OptimizerNames);

    /// <summary>Ends threads and environments.</summary>
    public void Dispose() => trainer.Dispose();

    private (double Return, int Faults) Validate()
    {
        var settings = Experiment.Validation;
        var returns = PolicyEvaluator.Measure(Experiment.Maml, State.Parameters, Experiment.Family, Experiment.Family.ValidationGoals(), settings);
        // All steps that results show count alike: a policy that is best after one step need not be after three.
        var found = settings.Steps == 0 ? returns.MeanAfter(0) : Enumerable.Range(1, settings.Steps).Average(returns.MeanAfter);
        State = State.Validated(found, returns.Faults);
        return (found, returns.Faults);
    }

    private void Save() => SaveAs(checkpoint, State);
}
