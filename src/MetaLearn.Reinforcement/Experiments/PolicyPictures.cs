using System.Collections.Immutable;
using MetaLearn.Reinforcement.Environments;
using MetaLearn.Reinforcement.Learning;
using MetaLearn.Reinforcement.Pictures;
using MetaLearn.Reinforcement.Rollouts;
using MetaLearn.Reports;

namespace MetaLearn.Reinforcement.Experiments;

/// <summary>What adapting does to single trajectories: paths of navigation, poses of bodies, before and after.</summary>
internal static class PolicyPictures
{
    private const int PathGoals = 4, PoseGoals = 2;

    // Of a body's trajectory, shown: a picture of every step would make a page of many megabytes.
    private const int MostPoses = 60;

    /// <summary>A section with a figure at rest and one that moves; null where the problem has no picture.</summary>
    public static ReportSection? Of(TrainedPolicy run)
    {
        var experiment = run.Experiment;
        if (Unwrapped(experiment.Family) is Navigation) return Section(Paths(run), path => path with { IsAnimated = true });
        var poses = Poses(run);
        return poses is null ? null : Section(poses, figure => figure with { IsAnimated = true });
    }

    private static ReportSection Section<T>(T figure, Func<T, T> animated) where T : Figure => new("What adapting does",
        [figure, animated(figure), new ReportText("The first trajectory of each goal, before adapting and after the last inner step, on test goals.")]);

    private static PathFigure Paths(TrainedPolicy run)
    {
        var goals = run.Experiment.Family.TestGoals()[..PathGoals];
        var paths = goals.Select(_ => new List<(string, double[][])>()).ToArray();
        foreach (var (name, _, batch, _) in Ends(run, goals))
            for (var goal = 0; goal < goals.Length; goal++) paths[goal].Add((name, PositionsOf(run.Experiment.Family, batch, goal)));
        return new() { Title = "Paths from the middle to a goal that is not seen", Panels = [.. goals.Select((goal, i) => PathFigure.Panel($"goal {i + 1}", goal, paths[i]))] };
    }

    private static double[][] PositionsOf(EnvironmentFamily family, TrajectoryBatch batch, int goal)
    {
        var (first, length) = (goal * batch.RowsPerEpisode, batch.Lengths[goal * batch.Trajectories]);
        // Without a step, where the first action was no number, the walker stands in the middle, which is what an unused row says too: zeros.
        List<double[]> positions = [.. Enumerable.Range(first, Math.Max(1, length)).Select(row => new double[] { batch.Observations[batch.ObservationSize * row], batch.Observations[batch.ObservationSize * row + 1] })];
        if (length == 0) return [.. positions];
        // Where the last move led, which no observation says: a place is the one before it and the move.
        var move = new float[batch.ActionSize];
        family.Actions.ToEnvironment(batch.Actions.AsSpan((first + length - 1) * batch.ActionSize, batch.ActionSize), move);
        return [.. positions, [positions[^1][0] + move[0], positions[^1][1] + move[1]]];
    }

    private static PoseFigure? Poses(TrainedPolicy run)
    {
        var family = run.Experiment.Family;
        double[][] goals = [.. family.TestGoals().DistinctBy(goal => goal[0]).Take(PoseGoals)];
        var rows = new List<(int Goal, PoseRow Row)>();
        foreach (var (name, _, batch, random) in Ends(run, goals))
            for (var goal = 0; goal < goals.Length; goal++)
            {
                var poses = Play(family, goals[goal], batch, goal * batch.Trajectories, random);
                if (poses.Length == 0) return null;
                rows.Add((goal, new($"{name}, goal {string.Join(", ", goals[goal].Select(value => value.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture)))}", poses)));
            }
        return new() { Title = "Poses", Rows = [.. rows.OrderBy(row => row.Goal).Select(row => row.Row)], Ground = Unwrapped(family) is Physics.HalfCheetah ? 0 : null };
    }

    // The same stream and actions give the same trajectory again.
    private static ImmutableArray<Pose> Play(EnvironmentFamily family, double[] goal, TrajectoryBatch batch, int trajectory, Autodiff.RandomStream random)
    {
        using var environment = family.Create();
        var (observation, action) = (new float[family.ObservationSize], new float[family.Actions.Size]);
        environment.Reset(goal, RolloutSampler.StreamOf(random, trajectory), observation);
        var poses = ImmutableArray.CreateBuilder<Pose>();
        // A move into a state that is no number leads nowhere that could be drawn.
        var moves = batch.Lengths[trajectory] - (batch.Faults[trajectory] && batch.Lengths[trajectory] > 0 ? 1 : 0);
        var every = Math.Max(1, moves / MostPoses);
        for (var step = 0; ; step++)
        {
            if (step % every == 0 || step == moves)
            {
                var lines = new List<SketchLine>();
                environment.Sketch(lines);
                if (lines.Count == 0) return [];
                poses.Add(new(step * family.SecondsPerStep, [.. lines]));
            }
            if (step == moves) return poses.ToImmutable();
            var row = trajectory * batch.Horizon + step;
            family.Actions.ToEnvironment(batch.Actions.AsSpan(row * batch.ActionSize, batch.ActionSize), action);
            environment.Step(action, observation);
        }
    }

    private static EnvironmentFamily Unwrapped(EnvironmentFamily family) => family is WrappedFamily wrapped ? Unwrapped(wrapped.Inner) : family;

    // Before adapting and after the last step.
    private static IEnumerable<(string Name, int Step, TrajectoryBatch Batch, Autodiff.RandomStream Random)> Ends(TrainedPolicy run, IReadOnlyList<double[]> goals)
    {
        var (experiment, settings) = (run.Experiment, run.Experiment.Evaluation);
        foreach (var (step, batch, random, _) in PolicyEvaluator.Follow(experiment.Maml, run.Parameters, experiment.Family, goals, settings))
            if (step == 0) yield return ("before", step, batch, random);
            else if (step == settings.Steps) yield return ($"after {step} {(step == 1 ? "step" : "steps")}", step, batch, random);
    }
}
