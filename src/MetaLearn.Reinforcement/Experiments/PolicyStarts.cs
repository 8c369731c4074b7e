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
    /// Tries the starts that a spec asks for, each in a folder of its own below the run's, <c>starts/SEED</c>, and begins the run with the best. What was tried before is not trained again. A
    /// run that has begun knows its starts, and one whose spec asks for one start has nothing to try.
    /// </summary>
    /// <param name="folder">Of the run, held by the caller.</param>
    /// <param name="experiment">Of the folder's record.</param>
    /// <param name="time">Stamps what is recorded.</param>
    /// <param name="train">Trains a start, given its number, from 1, and its run; false where it was cancelled.</param>
    /// <returns>What was found; null where a start was cancelled.</returns>
    /// <exception cref="FileFormatException">A checkpoint is damaged, or of another policy.</exception>
    public static PolicyStarts? Choose(RunFolder folder, PolicyExperiment experiment, TimeProvider time, Func<int, PolicyRun, bool> train)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(train);
        var spec = experiment.Spec;
        if (spec.Starts == 1) return new(experiment, []);
        if (File.Exists(folder.CheckpointPath)) return Of(experiment, PolicyCheckpoint.Read(folder.CheckpointPath, experiment.Maml, []));
        List<(PolicyExperiment Start, string Folder, PolicyState State)> tried = [];
        for (var number = 1; number <= spec.Starts; number++)
        {
            var start = PolicyExperiment.Build(spec with { Seed = spec.Seed + (ulong)(number - 1), Starts = 1, Iterations = spec.StartIterations });
            var path = Directory.CreateDirectory(Path.Combine(folder.FolderPath, "starts", $"{start.Spec.Seed}")).FullName;
            if (Try(start, path, time, run => train(number, run)) is not { } state) return null;
            tried.Add((start, path, state));
        }
        var found = tried[0].State with { Starts = [.. tried.Select(one => (one.Start.Spec.Seed, one.State.BestReturn))] };
        var best = tried.Single(one => one.Start.Spec.Seed == found.StartSeed);
        Begin(folder, best.Start, best.Folder, [.. tried.Select(one => one.State)], found.Starts, time);
        return Of(experiment, found);
    }

    /// <summary>The search that a state remembers.</summary>
    /// <param name="experiment">That asked for it.</param>
    /// <param name="state">Of the run.</param>
    internal static PolicyStarts Of(PolicyExperiment experiment, PolicyState state)
        => new(state.StartSeed is { } seed ? PolicyExperiment.Build(experiment.Spec with { Seed = seed, Starts = 1 }) : experiment, state.Starts);

    private static PolicyState? Try(PolicyExperiment start, string path, TimeProvider time, Func<PolicyRun, bool> train)
    {
        var checkpoint = RunFolder.CheckpointPathIn(path);
        // Without compiling anything.
        if (File.Exists(checkpoint) && PolicyCheckpoint.Read(checkpoint, start.Maml, []) is var state && state.Iteration >= start.Options.Iterations) return state;
        using var run = RunIn(path, start, time);
        return train(run) ? run.State : null;
    }

    // The run has cost what all starts have cost. Its checkpoint comes last: it is what says that the run has begun.
    private static void Begin(RunFolder folder, PolicyExperiment best, string path, IReadOnlyList<PolicyState> all, IReadOnlyList<(ulong, double)> found, TimeProvider time)
    {
        File.Copy(MetricsIn(path), folder.MetricsPath, overwrite: true);
        foreach (var events in Directory.GetFiles(path, "events.*")) File.Copy(events, Path.Combine(folder.FolderPath, Path.GetFileName(events)), overwrite: true);
        using var run = RunIn(path, best, time);
        run.SaveAs(folder.CheckpointPath, run.State with
        {
            EnvironmentSteps = all.Sum(state => state.EnvironmentSteps),
            Faults = all.Sum(state => state.Faults),
            FaultyValidations = all.Sum(state => state.FaultyValidations),
            Seconds = all.Sum(state => state.Seconds),
            Starts = found,
        });
    }

    private static PolicyRun RunIn(string path, PolicyExperiment start, TimeProvider time) => new(RunFolder.CheckpointPathIn(path), MetricsIn(path), path, start, time);

    private static string MetricsIn(string path) => Path.Combine(path, "metrics.jsonl");
}
