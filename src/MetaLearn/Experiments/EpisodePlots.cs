using System.Collections.Immutable;
using System.Globalization;
using MetaLearn.Algorithms;
using MetaLearn.Episodes;
using MetaLearn.Reports;

namespace MetaLearn.Experiments;

/// <summary>What adapting does to single meta-test episodes: curves of one variable (Finn et al. 2017, figure 2), or forecasts of series.</summary>
internal static class EpisodePlots
{
    private const int Shown = 4, CurvePoints = 200, ForecastValues = 72;

    public static ReportSection? Of(TrainedRun run) => (run.Experiment.Test, run.Experiment.Data.Test) switch
    {
        (ICurveSource curves, _) => Curves(run, curves),
        (_, SeriesEpisodes series) => Forecasts(run, series),
        _ => null,
    };

    private static ReportSection Curves(TrainedRun run, ICurveSource source)
    {
        List<PlotRow> rows = [CurveRow(run.Experiment.LearnerName, run.Experiment.Learner, run.Parameters, source)];
        if (run.Pretrained is { } pretrained) rows.Add(CurveRow("pretrained", run.Experiment.Baseline(run.Experiment.Spec.InnerLearningRate), pretrained, source));
        return new("Single episodes",
        [
            new PlotGrid { Title = $"Meta-test episodes 0 to {Shown - 1}: before adapting, after 1 step, after 10 steps", Rows = [.. rows] },
            new ReportText($"As figure 2 of Finn, Abbeel and Levine (2017). Both learners adapt at α = {Text(run.Experiment.Spec.InnerLearningRate)} here."),
        ]);
    }

    private static PlotRow CurveRow(string title, MetaLearner learner, IReadOnlyList<float[]> parameters, ICurveSource source)
    {
        var models = Models(learner, parameters, source.Shape, 0, 1, 10);
        return new(title, [.. Enumerable.Range(0, Shown).Select(index =>
        {
            var seed = Experiment.TestSeed(0);
            var episode = source.Sample(seed, index);
            // Over the range of the query points, which covers the whole of x.
            var all = episode.Query.X.ToArray().Concat(episode.Support.X.ToArray()).ToArray();
            var (low, high) = (Math.Min(all.Min(), -5), Math.Max(all.Max(), 5));
            if (all.All(x => Math.Abs(x) <= 2)) (low, high) = (-2, 2);
            var x = Enumerable.Range(0, CurvePoints).Select(i => (float)(low + (high - low) * i / (CurvePoints - 1.0))).ToArray();
            var y = new float[x.Length];
            source.Curve(seed, index, x, y);
            return new LinePlot { Title = $"episode {index}", XTitle = "x", YTitle = "y", Series =
            [
                Line("true curve", x, y, PlotColor.Ink),
                .. models.Select(model => Line(model.Name, x, model.Trained.Adapt(episode.Support).Predict(x), model.Color) with { Line = model.Style }),
                Line("support", episode.Support.X.Span, episode.Support.Y.Span, PlotColor.Purple) with { Line = LineStyle.None, Marker = MarkerShape.Triangle },
            ] };
        })]);
    }

    private static ReportSection Forecasts(TrainedRun run, SeriesEpisodes source)
    {
        var (learner, parameters) = (run.Experiment.Learner, run.Parameters);
        var models = Models(learner, parameters, source.Shape, 0, Math.Max(1, run.Experiment.Spec.InnerSteps));
        var plots = Telling(run, models[^1].Trained.InnerSteps).Select(shown =>
        {
            var (index, why) = shown;
            var horizon = source.Shape.YRow.Count;
            var episode = source.Forecast(Experiment.TestSeed(0), index, Math.Max(1, ForecastValues / horizon));
            var (mean, deviation) = source.ScaleOf(episode.Name);
            float[] InUnits(ReadOnlySpan<float> values) => Array.ConvertAll(values.ToArray(), value => (float)(value * deviation + mean));
            var times = Enumerable.Range(1, episode.Query.Y.Length).Select(time => (float)time).ToArray();
            return new LinePlot
            {
                Title = $"{episode.Name}: {why}",
                XTitle = "time after the present",
                YTitle = "value",
                Series =
            [
                Line("measured", times, InUnits(episode.Query.Y.Span), PlotColor.Ink),
                .. models.Select(model => Line(model.Name, times, InUnits(model.Trained.Adapt(episode.Support).Predict(episode.Query.X.Span)), model.Color) with { Line = model.Style }),
            ]
            };
        }).ToImmutableArray();
        return new("Forecasts before and after adapting",
        [
            new PlotGrid { Title = "Four meta-test series, in their own units", Scales = GridScales.Each, Rows = [new("", plots[..2]), new("", plots[2..])] },
            new ReportText($"Each value is forecast from the {source.Shape.XRow.Count} measured values before it. The support set is {source.Shape.SupportRows} windows from before the present."),
        ]);
    }

    // The first two for the usual case, and the extremes of both kinds.
    private static IEnumerable<(int Index, string Why)> Telling(TrainedRun run, int steps)
    {
        // Each series once: they are told apart by name.
        var count = run.Experiment.Data.TestGroups?.Count ?? run.Experiment.Data.TestEpisodes;
        if (count < Shown) return Enumerable.Range(0, Shown).Select(index => (index % count, "any"));
        var losses = Measurement.Run(run.Experiment, run.Parameters, count, seed: 0).Losses;
        var gains = losses[0].Zip(losses[Math.Min(steps, losses.Count - 1)], (before, after) => before - after).ToArray();
        return [(0, "first"), (1, "second"), (Array.IndexOf(gains, gains.Max()), "adapting helps most"), (Array.IndexOf(gains, gains.Min()), "adapting helps least")];
    }

    private static ImmutableArray<(string Name, TrainedModel Trained, PlotColor Color, LineStyle Style)> Models(
        MetaLearner learner, IReadOnlyList<float[]> parameters, EpisodeShape shape, params int[] steps)
    {
        PlotColor[] colors = [PlotColor.Gray, PlotColor.Vermilion, PlotColor.Blue];
        LineStyle[] styles = [LineStyle.Dotted, LineStyle.Dashed, LineStyle.Solid];
        return [.. steps.Select((count, i) => (
            count == 0 ? "before adapting" : $"after {count} {(count == 1 ? "step" : "steps")}",
            new TrainedModel(learner, parameters, shape, count), colors[i], styles[i]))];
    }

    private static Reports.Series Line(string name, ReadOnlySpan<float> x, ReadOnlySpan<float> y, PlotColor color)
        => new(name, Doubles(x), Doubles(y)) { Color = color };

    private static double[] Doubles(ReadOnlySpan<float> values) => Array.ConvertAll(values.ToArray(), value => (double)value);

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
