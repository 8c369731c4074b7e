using System.Globalization;
using MetaLearn.Files;
using MetaLearn.Reports;
using MetaLearn.Training;

namespace MetaLearn.Experiments;

/// <summary>One page about a run: results, learning curve, what adapting does to single episodes, pictures that are labelled wrongly, and how all of it was made.</summary>
public static class RunReport
{
    /// <summary>Where a run keeps its report.</summary>
    /// <param name="folder">Of the run.</param>
    public static string PathIn(string folder) => Path.Combine(folder, "report.html");

    /// <summary>Makes the page from what the run's folder holds; nothing is trained. Without stored results the learner is measured.</summary>
    /// <param name="run">To report on.</param>
    /// <exception cref="FileFormatException">A file of the run is damaged.</exception>
    public static HtmlReport Of(TrainedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var path = ResultSetJson.PathIn(run.Folder);
        var results = File.Exists(path)
            ? ResultSetJson.Read(path)
            : Measurement.Alone(run.Experiment, run.Parameters, run.Experiment.Data.TestEpisodes, seed: 0);
        List<ReportSection> sections = [Results(results, run.Experiment.Data.Target)];
        if (EpisodePlots.Of(run) is { } episodes) sections.Add(episodes);
        if (RunMistakes.Of(run, results) is { } mistakes) sections.Add(mistakes);
        if (LearningCurve(run, results.Unit) is { } curve) sections.Add(curve);
        sections.Add(Protocol(run, results));
        return new()
        {
            Title = $"{run.Experiment.LearnerName} on {run.Experiment.Spec.Problem}",
            Summary = Summary(results),
            Sections = [.. sections],
            Footer = $"MetaLearn {run.Record.Version}, {run.Record.Created:yyyy-MM-dd HH:mm}; {run.Record.Runtime}.",
        };
    }

    private static string Summary(ResultSet results)
    {
        var first = results.Learners[0];
        var steps = $"{first.Selected} inner {(first.Selected == 1 ? "step" : "steps")}: the mean of {results.Protocol.Episodes} meta-test episodes and its 95% interval.";
        if (results.Protocol.Ways is { } ways && first.Accuracy.Count > 0)
            return $"Adapting to {results.Protocol.SupportRows} pictures of {ways} classes it has never seen takes the accuracy of {first.Name} from {Number(first.Accuracy[0])} to {Number(first.Accuracy[first.Selected])} in {steps}";
        var (before, after) = (first.ByStep[0], first.ByStep[first.Selected]);
        return $"Adapting to {results.Protocol.SupportRows} examples of a problem it has never seen takes the {results.Unit} of {first.Name} from {Number(before)} to "
            + $"{Number(after)} in {first.Selected} inner {(first.Selected == 1 ? "step" : "steps")}: the mean of {results.Protocol.Episodes} meta-test episodes and its 95% interval{(results.Protocol.Groups is { } groups ? $" over {groups.Count} {groups.Name}" : "")}.";
    }

    private static ReportSection Results(ResultSet results, (string Name, double Deviation)? target)
    {
        var columns = results.Learners.Where(learner => learner.ByStep.Count <= results.Protocol.InnerSteps + 1).ToList();
        var figure = new LinePlot
        {
            Title = "Error by inner step",
            XTitle = "inner steps",
            YTitle = "loss on query sets",
            Series = [.. columns.Select((learner, i) => Band(learner, (PlotColor)i))],
        };
        List<ReportBlock> blocks = [figure, BySteps(columns, results.Protocol.InnerSteps, learner => learner.ByStep, $"{char.ToUpperInvariant(results.Unit[0])}{results.Unit[1..]}")];
        if (results.Learners.Any(learner => learner.Accuracy.Count > 0)) blocks.Add(BySteps(columns, results.Protocol.InnerSteps, learner => learner.Accuracy, "Accuracy, the fraction of right labels,"));
        return new("Results", [.. blocks, Chosen(results, target)]);
    }

    private static ReportTable BySteps(List<LearnerResult> columns, int steps, Func<LearnerResult, IReadOnlyList<Estimate>> of, string what) => new(
        [new("inner steps"), .. columns.Select(learner => new TableColumn(learner.Name))],
        Enumerable.Range(0, steps + 1).Select(step => columns
            .Select(learner => step < of(learner).Count ? Number(of(learner)[step]) : "").Prepend(step.ToString(CultureInfo.InvariantCulture))))
    {
        Caption = $"{what} on query sets, mean ± 95% interval.",
    };

    private static ReportTable Chosen(ResultSet results, (string Name, double Deviation)? target)
    {
        // Losses of learners whose scores are no probabilities do not compare; accuracies do.
        var isAccuracy = results.Learners[0].Accuracy.Count > 0;
        List<TableColumn> columns = [new("learner", CellAlign.Left), new("loss"), new($"{(isAccuracy ? "accuracy minus that of" : "minus")} {results.Learners[0].Name}"), new("how it adapts", CellAlign.Left)];
        if (isAccuracy) columns.Insert(2, new("accuracy"));
        if (target is { } known) columns.Insert(2, new($"root, in units of {known.Name}"));
        return new(columns, results.Learners.Select(learner =>
        {
            var loss = learner.ByStep[learner.Selected];
            List<string> cells = [learner.Name, Number(loss), (isAccuracy ? learner.AccuracyDifference : learner.Difference) is { } difference ? Number(difference) : "", learner.Note];
            if (isAccuracy) cells.Insert(2, learner.Accuracy.Count > 0 ? Number(learner.Accuracy[learner.Selected]) : "");
            if (target is { } t) cells.Insert(2, (Math.Sqrt(loss.Mean) * t.Deviation).ToString("G4", CultureInfo.InvariantCulture));
            return cells;
        }))
        {
            Caption = $"Each learner after the number of steps that was chosen on meta-validation episodes. Differences are paired by {results.Protocol.Groups?.Name ?? "episode"}.",
        };
    }

    private static Series Band(LearnerResult learner, PlotColor color)
    {
        double[] steps = [.. Enumerable.Range(0, learner.ByStep.Count).Select(step => (double)step)];
        return new Series(learner.Name, steps, [.. learner.ByStep.Select(estimate => estimate.Mean)]) { Color = color, Marker = MarkerShape.Circle }
            .WithBand([.. learner.ByStep.Select(e => e.Mean - e.Interval)], [.. learner.ByStep.Select(e => e.Mean + e.Interval)]);
    }

    private static ReportSection? LearningCurve(TrainedRun run, string unit)
    {
        var path = Path.Combine(run.Folder, "metrics.jsonl");
        if (!File.Exists(path)) return null;
        var lines = MetricsLog.Read(path);
        List<Series> series = [];
        foreach (var (name, key, color) in new[] { ("meta-training", "meta_loss", PlotColor.Gray), ("meta-validation", "validation_loss", PlotColor.Blue) })
            if (lines.Where(line => line.Values.ContainsKey(key)).ToList() is { Count: > 0 } known)
                series.Add(new(name, [.. known.Select(line => (double)line.Iteration)], [.. known.Select(line => line.Values[key])]) { Color = color });
        if (series.Count == 0) return null;
        return new("Learning curve", [new LinePlot { Title = "Query loss after adapting, while meta-training", XTitle = "iteration", YTitle = "loss", LogY = true, Series = [.. series] },
            new ReportText($"Meta-training: the mean since the point before. Unit: {unit}.")]);
    }

    private static ReportSection Protocol(TrainedRun run, ResultSet results)
    {
        var settings = new ReportTable([new("setting", CellAlign.Left), new("value", CellAlign.Left)], run.Record.Options.Select(pair => new[] { pair.Key, pair.Value }))
        {
            Caption = "Every setting of the run.",
        };
        var data = run.Experiment.Data.Split.Length > 0 ? $" {run.Experiment.Data.Split}; SHA-256 of the file {run.Record.DataFingerprint}." : "";
        return new("How it was made",
        [
            new ReportText($"{results.Protocol}.{data}"),
            new ReportCode($"metalearn {run.Record.Command}\nmetalearn evaluate {run.Folder} --episodes {results.Protocol.Episodes} --seed {results.Protocol.Seed} --steps {results.Protocol.InnerSteps}\nmetalearn report {run.Folder}"),
            settings,
        ]);
    }

    private static string Number(Estimate estimate)
        => string.Create(CultureInfo.InvariantCulture, $"{estimate.Mean:0.####} ± {estimate.Interval:0.####}").Replace('-', '−');
}
