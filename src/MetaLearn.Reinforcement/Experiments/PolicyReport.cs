using System.Collections.Immutable;
using System.Globalization;
using MetaLearn.Files;
using MetaLearn.Reports;

namespace MetaLearn.Reinforcement.Experiments;

/// <summary>One page about a policy's run: returns by inner step, learning curve, trajectories before and after adapting, and how all of it was made.</summary>
public static class PolicyReport
{
    /// <summary>Where a run keeps its report.</summary>
    /// <param name="folder">Of the run.</param>
    public static string PathIn(string folder) => Path.Combine(folder, "report.html");

    /// <summary>Makes the page from what the run's folder holds; nothing is trained. Without stored results the policy is measured.</summary>
    /// <param name="run">To report on.</param>
    /// <param name="cancellation">Ends the measuring soon.</param>
    /// <exception cref="FileFormatException">A file of the run is damaged.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static HtmlReport Of(TrainedPolicy run, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        var path = PolicyResults.PathIn(run.Folder);
        var results = File.Exists(path) ? PolicyResults.Read(path) : PolicyResults.Measure(run.Experiment, run.Parameters, withBaseline: true, cancellation);
        List<ReportSection> sections = [Results(results)];
        if (PolicyPictures.Of(run) is { } pictures) sections.Add(pictures);
        if (LearningCurve(run) is { } curve) sections.Add(curve);
        sections.Add(Protocol(run));
        var first = results.Learners[0];
        var goals = $"mean of {first.Returns.ByGoal.Count} test goals and its 95% interval";
        return new()
        {
            Title = $"{run.Experiment.Title} on {run.Experiment.Spec.Problem}",
            Summary = first.Steps == 0
                ? $"A return of {Number(first, 0)}: {goals}."
                : $"Adapting on {first.Trajectories} trajectories of a goal it has never met takes the return from {Number(first, 0)} to {Number(first, 1)} in 1 inner step: {goals}.",
            Sections = [.. sections],
            Footer = $"MetaLearn {run.Record.Version}, {run.Record.Created:yyyy-MM-dd HH:mm}; {run.Record.Runtime}.",
        };
    }

    private static ReportSection Results(PolicyResults results)
    {
        var table = new ReportTable(
            [new("inner steps"), .. results.Learners.Select(learner => new TableColumn(learner.Name))],
            Enumerable.Range(0, results.Learners.Max(learner => learner.Steps) + 1).Select(step => results.Learners
                .Select(learner => step <= learner.Steps ? Number(learner, step) : "").Prepend(step.ToString(CultureInfo.InvariantCulture))))
        {
            Caption = "Undiscounted return on the test goals, mean ± 95% interval over goals.",
        };
        var notes = string.Join(" ", results.Learners.Select(learner => $"{learner.Name}: {learner.Note}; {learner.Trajectories} trajectories each and step"
            + (learner.Steps == 0 ? "." : $"; {learner.Returns.ShareWorseAfter(1).ToString("P0", CultureInfo.InvariantCulture)} of the goals got worse in the first step.")
            + (learner.Returns.Faults == 0 ? "" : $" {learner.Returns.Faults:N0} of its trajectories ended because a state was NaN or infinite: they earned nothing from there on, which is more than an honest one earns where rewards are negative.")));
        return new("Results", [new LinePlot
        {
            Title = "Return by inner step",
            XTitle = "inner steps",
            YTitle = "return",
            Series = [.. results.Learners.Select((learner, i) => Band(learner, (PlotColor)i))],
        }, table, new ReportText(notes)]);
    }

    private static Series Band(PolicyResult learner, PlotColor color)
    {
        int[] steps = [.. Enumerable.Range(0, learner.Steps + 1)];
        return new Series(learner.Name, [.. steps.Select(step => (double)step)], [.. steps.Select(learner.Returns.MeanAfter)]) { Color = color, Marker = MarkerShape.Circle }
            .WithBand([.. steps.Select(step => learner.Returns.MeanAfter(step) - learner.Returns.IntervalAfter(step))], [.. steps.Select(step => learner.Returns.MeanAfter(step) + learner.Returns.IntervalAfter(step))]);
    }

    private static ReportSection? LearningCurve(TrainedPolicy run)
    {
        var path = Path.Combine(run.Folder, "metrics.jsonl");
        if (!File.Exists(path)) return null;
        var lines = MetricsLog.Read(path);
        ImmutableArray<Series> series =
        [
            .. new[] { ("before adapting", PolicyMetrics.Before, PlotColor.Gray), ("after adapting", PolicyMetrics.After, PlotColor.Blue), ("validation goals", PolicyMetrics.Validation, PlotColor.Vermilion) }
                .Select(one => (Lines: lines.Where(line => line.Values.ContainsKey(one.Item2)).ToList(), Of: one)).Where(found => found.Lines.Count > 0)
                .Select(found => new Series(found.Of.Item1, [.. found.Lines.Select(line => (double)line.Iteration)], [.. found.Lines.Select(line => line.Values[found.Of.Item2])]) { Color = found.Of.Item3 }),
        ];
        return series.IsEmpty ? null : new("Learning curve", [new LinePlot { Title = "Return while training", XTitle = "iteration", YTitle = "return", Series = series }]);
    }

    private static ReportSection Protocol(TrainedPolicy run)
    {
        var settings = new ReportTable([new("setting", CellAlign.Left), new("value", CellAlign.Left)], run.Record.Options.Select(pair => new[] { pair.Key, pair.Value })) { Caption = "Every setting of the run." };
        var text = string.Create(CultureInfo.InvariantCulture, $"{run.State.Iteration:N0} iterations, {run.State.EnvironmentSteps:N0} environment steps, {run.State.Seconds:N0} seconds, validations included. ")
            + (run.State.BestParameters is null ? "" : string.Create(CultureInfo.InvariantCulture, $"Kept: iteration {run.State.BestIteration:N0}, the best on validation goals ({run.State.BestReturn:F2}). "))
            + (run.State.Starts.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"Seeds {run.State.Starts[0].Seed} to {run.State.Starts[^1].Seed} were tried first, each for some iterations, which are counted in steps and seconds; their returns on validation goals were {string.Join(", ", run.State.Starts.Select(start => start.Return.ToString("F2", CultureInfo.InvariantCulture)))}, and seed {run.State.StartSeed} went on. "))
            + $"{run.State.Faults:N0} trajectories ended because a state was NaN or infinite."
            + (run.State.FaultyValidations == 0 ? "" : $" In {run.State.FaultyValidations:N0} validations some did too, so their parameters were not kept.");
        return new("How it was made", [new ReportText(text), new ReportCode($"metalearn {run.Record.Command}\nmetalearn evaluate {run.Folder}\nmetalearn report {run.Folder}"), settings]);
    }

    private static string Number(PolicyResult learner, int step)
        => string.Create(CultureInfo.InvariantCulture, $"{learner.Returns.MeanAfter(step):F2} ± {learner.Returns.IntervalAfter(step):F2}").Replace('-', '−');
}
