using MetaLearn.Files;

namespace MetaLearn.Reinforcement.Experiments;

/// <summary>
/// A search over starts: each of <see cref="PolicySpec.Starts"/> seeds is trained for a few iterations, and the one with the highest return on the validation goals goes on.
/// How far a policy gets is decided largely by where it starts, and early.
/// </summary>
/// <param name="Chosen">What goes on: the experiment with the seed of the best start.</param>
/// <param name="Tried">Every start in the order of seeds, with its highest return on the validation goals; empty where one start is all there is.</param>
public sealed record PolicyStarts(PolicyExperiment Chosen, IReadOnlyList<(ulong Seed, double Return)> Tried)
{
    /// <summary>
    /// Tries the starts that a spec asks for, each in a folder of its own below the run's, <c>starts/SEED</c>, and begins the run with the best. What was tried before is not trained again. Where
    /// the spec asks for one start there is nothing to do.
    /// </summary>
    /// <param name="folder">Of the run, held by the caller.</param>
    /// <param name="experiment">Of the folder's record.</param>
    /// <param name="time">Stamps what is recorded.</param>
    /// <param name="train">Trains a start, given its number, from 1, and its run; false where it was cancelled.</param>
    /// <returns>What was found; null where a start was cancelled.</returns>
    public static PolicyStarts? Choose(RunFolder folder, PolicyExperiment experiment, TimeProvider time, Func<int, PolicyRun, bool> train)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(train);
        var spec = experiment.Spec;
        if (spec.Starts == 1) return new(experiment, []);
        List<(PolicyExperiment Start, string Folder, PolicyState State)> tried = [];
        for (var number = 1; number <= spec.Starts; number++)
        {
            var start = PolicyExperiment.Build(spec with { Seed = spec.Seed + (ulong)(number - 1), Starts = 1, Iterations = spec.StartIterations });
            var path = Directory.CreateDirectory(Path.Combine(folder.FolderPath, "starts", $"{start.Spec.Seed}")).FullName;
            if (Try(start, path, time, run => train(number, run)) is not { } state) return null;
            tried.Add((start, path, state));
        }
        // The first of equals.
        var best = tried.MaxBy(one => one.State.BestReturn);
        if (!File.Exists(folder.CheckpointPath)) Begin(folder, best.Start, best.Folder, [.. tried.Select(one => one.State)], time);
        return new(PolicyExperiment.Build(spec with { Seed = best.Start.Spec.Seed, Starts = 1 }), [.. tried.Select(one => (one.Start.Spec.Seed, one.State.BestReturn))]);
    }

    private static PolicyState? Try(PolicyExperiment start, string path, TimeProvider time, Func<PolicyRun, bool> train)
    {
        var checkpoint = RunFolder.CheckpointPathIn(path);
        // Without compiling anything.
        if (File.Exists(checkpoint) && PolicyCheckpoint.Read(checkpoint, start.Maml, []) is var state && state.Iteration >= start.Options.Iterations) return state;
        using var run = RunIn(path, start, time);
        return train(run) ? run.State : null;
    }

    // The run has cost what all starts have cost. Its checkpoint comes last: it is what says that the run has begun.
    private static void Begin(RunFolder folder, PolicyExperiment best, string path, IReadOnlyList<PolicyState> all, TimeProvider time)
    {
        File.Copy(MetricsIn(path), folder.MetricsPath, overwrite: true);
        using var run = RunIn(path, best, time);
        run.SaveAs(folder.CheckpointPath, run.State with
        {
            EnvironmentSteps = all.Sum(state => state.EnvironmentSteps),
            Faults = all.Sum(state => state.Faults),
            FaultyValidations = all.Sum(state => state.FaultyValidations),
            Seconds = all.Sum(state => state.Seconds),
        });
    }

    private static PolicyRun RunIn(string path, PolicyExperiment start, TimeProvider time) => new(RunFolder.CheckpointPathIn(path), MetricsIn(path), path, start, time);

    private static string MetricsIn(string path) => Path.Combine(path, "metrics.jsonl");
}
