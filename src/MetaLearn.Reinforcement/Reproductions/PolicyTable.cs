using MetaLearn.Reinforcement.Experiments;
using MetaLearn.Reinforcement.Learning;
using MetaLearn.Reproductions;

namespace MetaLearn.Reinforcement.Reproductions;

/// <summary>
/// A published table of returns on one problem. Each row is a run in a folder of its own below the reproduction's, so <c>metalearn report</c> and <c>evaluate</c> work on it, and
/// a second call goes on where it stopped.
/// </summary>
internal sealed class PolicyTable(string problem, IReadOnlyList<PolicyRow> rows)
{
    /// <summary>The table as a reproduction.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="source">Where it was published.</param>
    public Reproduction Reproduction(string name, string source)
        => new(name, source, [.. rows.Select(row => new ReproductionRow(row.Name, Describe(row)))], (networks, row) => Measure(networks, rows.Single(one => one.Name == row.Name)));

    private string Describe(PolicyRow row)
        => row.Spec(problem, null, 0, 1) is { Starts: > 1 } spec ? $"{row.Description} The best of {spec.Starts} starts after {spec.StartIterations} iterations." : row.Description;

    private IEnumerable<ReproductionCell> Measure(TrainedNetworks networks, PolicyRow row)
    {
        var options = networks.Options;
        var spec = row.Spec(problem, options.Iterations, options.Seed, options.Threads);
        var experiment = PolicyExperiment.Build(spec);
        var state = Train(networks, row, experiment);
        var settings = experiment.Evaluation with { CountsRestarts = true };
        var alike = PolicyEvaluator.Measure(experiment.Maml, state.Selected, experiment.Family, experiment.Family.TestGoals(), settings, networks.Cancellation);
        // Not null: it was asked for.
        var (returns, goals) = (alike.Restarted!, alike.ByGoal.Count);
        // A training that was cut short shows that the command runs, not that it agrees; nor is one judged that went on further than its row asks.
        var whole = row.Spec(problem, null, options.Seed, options.Threads).Iterations;
        var isWhole = state.Iteration == whole;
        for (var step = 0; step <= settings.Steps; step++)
        {
            var (ours, (target, passes)) = (returns.MeanAfter(step), isWhole ? row.Judge(step, returns.MeanAfter(step), returns.Faults) : (null, null));
            yield return new(row.Name, $"return after {step} {(step == 1 ? "step" : "steps")}", step < row.Paper.Count ? row.Paper[step].Return : null, ours, returns.IntervalAfter(step), goals, options.Seed, target, passes);
        }
        // Where no trajectory ends early, both ways of counting are one.
        for (var step = 0; step <= settings.Steps && !AreAlike(alike, returns); step++)
            yield return new(row.Name, $"after {step} {(step == 1 ? "step" : "steps")}, as many trajectories each", null, alike.MeanAfter(step), alike.IntervalAfter(step), goals, options.Seed, null, null);
        if (settings.Steps > 0) yield return Once("share of goals worse after 1 step", returns.ShareWorseAfter(1));
        if (state.StartSeed is { } best) yield return Once("seed of the start that went on", best);
        foreach (var (seed, found) in state.Starts) yield return Once($"start of seed {seed}, return on validation goals", found);
        yield return Once($"iterations, of {whole}", state.Iteration);
        if (state.BestParameters is not null) yield return Once("iteration kept, best on validation goals", state.BestIteration);
        yield return Once("environment steps", state.EnvironmentSteps);
        yield return Once("training, seconds", state.Seconds);
        if (state.Faults + returns.Faults > 0) yield return Once("trajectories with a NaN or infinite state", state.Faults + returns.Faults);
        if (state.FaultyValidations > 0) yield return Once("validations with such trajectories", state.FaultyValidations);
        ReproductionCell Once(string metric, double value) => new(row.Name, metric, null, value, double.NaN, 1, options.Seed, null, null);
    }

    private static PolicyState Train(TrainedNetworks networks, PolicyRow row, PolicyExperiment experiment)
    {
        // Before anything is written: a library that is missing leaves no folder behind.
        using (experiment.Family.Create())
        {
        }
        var kept = networks.Options.Folder;
        var path = Path.Combine(kept ?? Directory.CreateTempSubdirectory("metalearn-").FullName, row.Name);
        try
        {
            using var folder = PolicyRowFolder.Take(path, experiment.Spec, networks.Options);
            var starts = PolicyStarts.Choose(folder, experiment, networks.Options.Time, (number, start) => Follow(start, $"start {number} of {experiment.Spec.Starts}"));
            networks.Cancellation.ThrowIfCancellationRequested();
            // Not null: nothing was cancelled.
            using var run = new PolicyRun(folder, starts!.Chosen, networks.Options.Time);
            Follow(run, "training");
            networks.Cancellation.ThrowIfCancellationRequested();
            return run.State;
        }
        finally
        {
            if (kept is null) Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }

        bool Follow(PolicyRun run, string stage)
            => run.Train((iteration, _) => networks.Report($"{row.Name}: {stage}", iteration.Number, run.Experiment.Options.Iterations), networks.Cancellation);
    }

    // But for the order of a sum.
    private static bool AreAlike(PolicyReturns one, PolicyReturns other)
        => one.ByGoal.Zip(other.ByGoal).All(both => both.First.Zip(both.Second).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-9 * Math.Abs(pair.First)));
}
